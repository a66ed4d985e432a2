package org.cdssl.collection;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.Size3;
import org.cdssl.image.Preparation;
import org.cdssl.image.PreparedImage;
import org.cdssl.image.PreparedSlices;
import org.cdssl.image.StreamedPreparation;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.ImageHeader;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.LoadedImage;
import org.cdssl.image.format.VoxelSink;
import org.cdssl.image.format.VoxelType;

/// Reads a file of a collection and prepares it: format reader, RAS orientation, spacing and
/// intensity window.
///
/// @param shorterSide X-rays are reduced to this shorter side, pixels
/// @param minimum volumes are padded to at least this size
/// @param limits what a reader may believe of a file
/// @param archives arrays of archives, inflated once for all images in them
public record ImageLoader(int shorterSide, Size3 minimum, Limits limits, ArchiveArrays archives)
    implements ImageDecoder {
  private static final int TRUSTED_VOXELS_A_BYTE = 4;

  /// A loader with archives of its own.
  public ImageLoader(int shorterSide, Size3 minimum, Limits limits) {
    this(shorterSide, minimum, limits, new ArchiveArrays(limits));
  }

  /// The loader of a run: X-rays keep enough pixels for the pseudo-3D crop, volumes are padded for
  /// the smallest global crop.
  public static ImageLoader of(PretrainConfig config) {
    int side = Math.max(Preparation.XRAY_SIDE, config.pseudo3d().imageSize());
    List<Size3> shapes = config.views().globalShapes();
    Size3 smallest = shapes.stream().min(Comparator.comparingLong(Size3::voxels)).orElseThrow();
    return new ImageLoader(side, smallest, Limits.DEFAULT);
  }

  @Override
  public PreparedImage decode(ImageEntry entry) throws IOException {
    return decode(
        entry,
        new Preparation(
            entry.dimension(), entry.modality(), entry.spacingMm(), shorterSide, minimum));
  }

  /// Reads the image and prepares it otherwise than its entry says.
  public PreparedImage decode(ImageEntry entry, Preparation preparation) throws IOException {
    return decode(entry, preparation, VoxelSink.NONE, Optional.empty()).orElseThrow();
  }

  /// The same, showing the image's voxels to `watcher` as they are stored.
  ///
  /// @param receiver of the slices of a volume that is prepared while it is read. If the call fails
  ///   after some were handed on, they are no image
  /// @return empty where `receiver` has the image
  public Optional<PreparedImage> decode(
      ImageEntry entry,
      Preparation preparation,
      VoxelSink watcher,
      Optional<PreparedSlices> receiver)
      throws IOException {
    boolean watched = !watcher.equals(VoxelSink.NONE);
    Optional<StreamedPreparation> streamed = streamed(entry, preparation);
    if (streamed.isPresent()) {
      boolean handedOn = receiver.isPresent() && streamed.get().handOn(receiver.get());
      VoxelSink to = new PreparationSink(streamed.get());
      ImageFiles.readerOf(entry.file())
          .readVoxels(
              entry.file(),
              limits,
              watched
                  ? (chunk, length) -> {
                    to.accept(chunk, length);
                    watcher.accept(chunk, length);
                  }
                  : to);
      if (handedOn) {
        streamed.get().end();
        return Optional.empty();
      }
      return Optional.of(streamed.get().finish());
    }
    LoadedImage image = load(entry);
    watcher.accept(image.values(), image.values().length);
    return Optional.of(prepare(entry, preparation, image));
  }

  private PreparedImage prepare(ImageEntry entry, Preparation preparation, LoadedImage image)
      throws IOException {
    return switch (image) {
      case LoadedImage.Flat(var flat) -> preparation.prepare(entry.id(), flat);
      case LoadedImage.Solid(var volume) -> {
        if (entry.isInArchive()) {
          VoxelType type = archives.get(entry.file(), entry.member()).type();
          float fullScale = ArchiveImages.fullScale(type, volume.voxels());
          yield preparation.prepare(entry.id(), volume, fullScale);
        }
        try {
          yield preparation.prepareInRas(entry.id(), volume);
        } catch (IllegalArgumentException e) {
          throw new FormatException(entry.file(), e.getMessage(), e);
        }
      }
    };
  }

  /// Empty for an image that has to be read as a whole: its window depends on its voxels, it is one
  /// of several in the file, or it claims to be so much larger than the file that this is to be
  /// proven before memory is taken for it.
  private Optional<StreamedPreparation> streamed(ImageEntry entry, Preparation preparation)
      throws IOException {
    if (entry.frame() >= 0 || !entry.member().isEmpty() || preparation.isByVoxels()) {
      return Optional.empty();
    }
    ImageHeader header = ImageFiles.readerOf(entry.file()).readHeader(entry.file(), limits);
    if (header.isFlat()
        || header.frames() > 1
        || header.frameVoxels() / TRUSTED_VOXELS_A_BYTE > Files.size(entry.file())) {
      return Optional.empty();
    }
    return StreamedPreparation.of(
        entry.id(), preparation, header.nx(), header.ny(), header.nz(), header.geometry().get());
  }

  /// Reads the image as it is stored.
  public LoadedImage load(ImageEntry entry) throws IOException {
    if (entry.isInArchive()) {
      return ArchiveImages.image(entry, archives.get(entry.file(), entry.member()));
    }
    return ImageFiles.readerOf(entry.file(), entry.member())
        .read(entry.file(), entry.frame(), limits);
  }
}

package org.cdssl.collection;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.Size3;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.image.Orientation;
import org.cdssl.image.Preparation;
import org.cdssl.image.PreparedImage;
import org.cdssl.image.Volume;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.LoadedImage;
import org.cdssl.image.format.numpy.NpyArray;

/// Reads a file of a collection and prepares it: format reader, RAS orientation, spacing and
/// intensity window.
///
/// @param shorterSide X-rays are reduced to this shorter side, pixels
/// @param minimum volumes are padded to at least this size
/// @param limits what a reader may believe of a file
/// @param archives arrays of archives, inflated once for all images in them
public record ImageLoader(int shorterSide, Size3 minimum, Limits limits, ArchiveArrays archives)
    implements ImageDecoder {

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
    Preparation preparation =
        new Preparation(
            entry.dimension(), entry.modality(), entry.spacingMm(), shorterSide, minimum);
    if (!entry.member().isEmpty() && !Files.isDirectory(entry.file())) {
      NpyArray array = archives.get(entry.file(), entry.member());
      return switch (ArchiveImages.image(entry, array)) {
        case LoadedImage.Flat(var image) -> preparation.prepare(entry.id(), image);
        case LoadedImage.Solid(var volume) ->
            preparation.prepare(
                entry.id(), volume, ArchiveImages.fullScale(array.type(), volume.voxels()));
      };
    }
    LoadedImage loaded = ImageFiles.readerOf(entry.file(), entry.member()).read(entry.file(), entry.frame(), limits);
    return switch (loaded) {
      case LoadedImage.Flat(var image) -> preparation.prepare(entry.id(), image);
      case LoadedImage.Solid(var volume) ->
          preparation.prepare(entry.id(), oriented(entry, volume));
    };
  }

  /// A single slice that is used as a flat image has its rows in the order people look at them.
  private static Volume oriented(ImageEntry entry, Volume volume) throws FormatException {
    if (entry.dimension() == Dimension.D2) {
      return volume;
    }
    try {
      return Orientation.toRas(volume);
    } catch (IllegalArgumentException e) {
      throw new FormatException(entry.file(), e.getMessage(), e);
    }
  }
}

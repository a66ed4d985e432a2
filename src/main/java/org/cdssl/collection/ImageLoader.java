package org.cdssl.collection;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.Size3;
import org.cdssl.image.Preparation;
import org.cdssl.image.PreparedImage;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.LoadedImage;

/// Reads a file of a collection and prepares it: format reader, RAS orientation, spacing and
/// intensity window.
///
/// @param shorterSide X-rays are reduced to this shorter side, pixels
/// @param minimum volumes are padded to at least this size
/// @param limits what a reader may believe of a file
public record ImageLoader(int shorterSide, Size3 minimum, Limits limits) implements ImageDecoder {

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
    return switch (load(entry)) {
      case LoadedImage.Flat(var image) -> preparation.prepare(entry.id(), image);
      case LoadedImage.Solid(var volume) -> {
        try {
          yield preparation.prepareInRas(entry.id(), volume);
        } catch (IllegalArgumentException e) {
          throw new FormatException(entry.file(), e.getMessage(), e);
        }
      }
    };
  }

  /// Reads the image as it is stored.
  public LoadedImage load(ImageEntry entry) throws IOException {
    return ImageFiles.readerOf(entry.file()).read(entry.file(), entry.frame(), limits);
  }
}

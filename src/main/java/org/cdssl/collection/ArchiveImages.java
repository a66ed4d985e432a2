package org.cdssl.collection;

import java.util.List;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.image.Geometry;
import org.cdssl.image.Image2d;
import org.cdssl.image.Volume;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.LoadedImage;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.Voxels;
import org.cdssl.image.format.numpy.NpyArray;

/// Cuts one image out of an array of images (MedMNIST, METHOD E.1).
///
/// The first axis counts images. A volume is `[D, H, W]` in C order, W fastest, and becomes a
/// [Volume] with nx = W, ny = H, nz = D and 1 mm voxels, for no spacing is published. A flat image
/// is `[H, W]`, or `[H, W, 3]` in colour, which becomes its luma (ITU-R 601).
final class ArchiveImages {
  private ArchiveImages() {}

  static LoadedImage image(ImageEntry entry, NpyArray array) throws FormatException {
    List<Long> shape = array.shape();
    boolean colour = shape.size() == 4 && shape.get(3) == 3;
    boolean flat = entry.dimension() == Dimension.D2;
    if (shape.size() != (flat && !colour ? 3 : 4) || array.fortranOrder()) {
      throw wrong(
          entry,
          "has shape "
              + shape
              + ", no images of dimension "
              + (flat ? "2d" : "3d")
              + " in C order");
    }
    long images = shape.getFirst();
    if (entry.frame() < 0 || entry.frame() >= images) {
      throw wrong(entry, "has " + images + " images, no number " + entry.frame());
    }
    int size = (int) (array.count() / images);
    float[] values = array.floats(entry.frame() * size, size);
    int h = shape.get(flat ? 1 : 2).intValue();
    int w = shape.get(flat ? 2 : 3).intValue();
    if (flat) {
      float[] pixels = colour ? luma(values) : values;
      return new LoadedImage.Flat(new Image2d(w, h, pixels, fullScale(array.type(), pixels)));
    }
    int d = shape.get(1).intValue();
    return new LoadedImage.Solid(new Volume(w, h, d, values, Geometry.ofSpacing(1, 1, 1)));
  }

  /// Largest value that the type holds; of a float array one that the values fit.
  static float fullScale(VoxelType type, float[] values) {
    float scale = Voxels.fullScale(type);
    return scale > 0 ? scale : Voxels.fullScale(values);
  }

  private static float[] luma(float[] rgb) {
    float[] grey = new float[rgb.length / 3];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = 0.299f * rgb[3 * i] + 0.587f * rgb[3 * i + 1] + 0.114f * rgb[3 * i + 2];
    }
    return grey;
  }

  private static FormatException wrong(ImageEntry entry, String what) {
    return new FormatException(entry.file(), entry.member() + " " + what);
  }
}

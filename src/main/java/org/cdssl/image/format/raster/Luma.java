package org.cdssl.image.format.raster;

/// ITU-R 601 luma of stored colour values.
final class Luma {
  private Luma() {}

  /// @return unrounded, in the scale of the arguments
  static float of(int red, int green, int blue) {
    // grey stored as colour stays exactly what it was
    return red == green && green == blue
        ? red
        : (float) (0.299 * red + 0.587 * green + 0.114 * blue);
  }
}

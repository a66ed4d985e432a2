package org.cdssl.image.format.raster;

/// ITU-R 601 luma of stored colour values.
public final class Luma {
  private Luma() {}

  /// @return unrounded, in the scale of the arguments
  public static float of(long red, long green, long blue) {
    // grey stored as colour stays exactly what it was
    return red == green && green == blue
        ? red
        : (float) (0.299 * red + 0.587 * green + 0.114 * blue);
  }
}

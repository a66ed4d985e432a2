package org.cdssl.report;

import java.util.Arrays;

/// A picture of 8-bit grey levels, row-major from the top left; 0 is black.
///
/// @param levels `width * height` unsigned bytes; shared and read-only
public record GreyImage(int width, int height, byte[] levels) {
  public GreyImage {
    if (width < 1 || height < 1 || (long) width * height != levels.length) {
      throw new IllegalArgumentException(
          "a " + width + "x" + height + " picture does not have " + levels.length + " levels");
    }
  }

  static GreyImage filled(int width, int height, int level) {
    byte[] levels = new byte[Math.multiplyExact(width, height)];
    Arrays.fill(levels, (byte) level);
    return new GreyImage(width, height, levels);
  }

  /// Grey level of a pixel, [0, 255].
  public int at(int x, int y) {
    return levels[y * width + x] & 0xff;
  }

  /// Every pixel repeated `factor` times along both axes.
  public GreyImage magnified(int factor) {
    if (factor == 1) {
      return this;
    }
    int wide = Math.multiplyExact(width, factor);
    byte[] out = new byte[Math.multiplyExact(wide, Math.multiplyExact(height, factor))];
    for (int y = 0; y < height * factor; y++) {
      for (int x = 0; x < wide; x++) {
        out[y * wide + x] = levels[y / factor * width + x / factor];
      }
    }
    return new GreyImage(wide, height * factor, out);
  }

  /// Copies this picture into `target` with its top left at (left, top).
  void drawInto(GreyImage target, int left, int top) {
    for (int y = 0; y < height; y++) {
      System.arraycopy(levels, y * width, target.levels, (top + y) * target.width + left, width);
    }
  }
}

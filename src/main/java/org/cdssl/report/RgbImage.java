package org.cdssl.report;

/// A picture of 8-bit colours, row-major from the top left, red, green, blue.
///
/// @param levels `width * height * 3` unsigned bytes; shared and read-only
public record RgbImage(int width, int height, byte[] levels) {
  public RgbImage {
    if (width < 1 || height < 1 || 3L * width * height != levels.length) {
      throw new IllegalArgumentException(
          "a " + width + "x" + height + " picture does not have " + levels.length + " levels");
    }
  }

  /// The grey picture in colour.
  static RgbImage of(GreyImage grey) {
    byte[] levels = new byte[3 * grey.levels().length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = grey.levels()[i / 3];
    }
    return new RgbImage(grey.width(), grey.height(), levels);
  }

  /// Colour of a pixel, `0xRRGGBB`.
  public int at(int x, int y) {
    int i = 3 * (y * width + x);
    return (levels[i] & 0xff) << 16 | (levels[i + 1] & 0xff) << 8 | (levels[i + 2] & 0xff);
  }

  /// Mixes a colour into a pixel, `share` of it.
  void mix(int x, int y, int rgb, double share) {
    int i = 3 * (y * width + x);
    for (int c = 0; c < 3; c++) {
      int wanted = (rgb >> (8 * (2 - c))) & 0xff;
      levels[i + c] = (byte) Math.round((1 - share) * (levels[i + c] & 0xff) + share * wanted);
    }
  }

  /// Copies this picture into `target` with its top left at (left, top).
  void drawInto(RgbImage target, int left, int top) {
    for (int y = 0; y < height; y++) {
      int to = 3 * ((top + y) * target.width + left);
      System.arraycopy(levels, 3 * y * width, target.levels, to, 3 * width);
    }
  }
}

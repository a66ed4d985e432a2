package org.cdssl.image;

/// A grey image, float32, row-major from the top left: pixel (x, y) is `pixels[y * width + x]`.
///
/// `fullScale` is the largest value the stored depth can hold (255 for 8 bit, 65535 for 16 bit, 1
/// for data that is already in [0,1]); `pixels / fullScale` is the [0,1] intensity of METHOD A.4.
/// The array is shared and read-only.
public record Image2d(int width, int height, float[] pixels, float fullScale) {
  public Image2d {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("sizes must be at least 1, got " + width + "x" + height);
    }
    if ((long) width * height != pixels.length) {
      throw new IllegalArgumentException(
          "a "
              + width
              + "x"
              + height
              + " image needs "
              + (long) width * height
              + " pixels, got "
              + pixels.length);
    }
    if (!(fullScale > 0)) {
      throw new IllegalArgumentException("fullScale must be above 0, got " + fullScale);
    }
  }

  public float at(int x, int y) {
    return pixels[y * width + x];
  }
}

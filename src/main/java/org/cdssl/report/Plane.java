package org.cdssl.report;

import org.cdssl.config.Size3;

/// A cut through a volume, or a flat image: `width * height` values, row-major from the top left.
///
/// Volumes are `[D, H, W]` arrays with W growing to the patient's right, H to the front, D to the
/// head (RAS+, as `Volume` has it). Anatomical cuts are shown as radiologists look at them: the
/// patient's right on the left of the picture, the front at the top of an axial cut and on the left
/// of a sagittal one, the head at the top of the other two.
public record Plane(int width, int height, float[] values) {
  public Plane {
    if (width < 1 || height < 1 || (long) width * height != values.length) {
      throw new IllegalArgumentException(
          "a " + width + "x" + height + " plane does not have " + values.length + " values");
    }
  }

  /// The cut at depth `d` as it is stored, first row at the top: slices of pseudo-3D volumes.
  public static Plane slice(float[] volume, Size3 size, int d) {
    check(volume, size);
    int n = size.h() * size.w();
    return new Plane(size.w(), size.h(), java.util.Arrays.copyOfRange(volume, d * n, (d + 1) * n));
  }

  /// The cut at depth `d`; W × H.
  public static Plane axial(float[] volume, Size3 size, int d) {
    check(volume, size);
    float[] out = new float[size.w() * size.h()];
    for (int y = 0; y < size.h(); y++) {
      for (int x = 0; x < size.w(); x++) {
        out[y * size.w() + x] = volume[index(size, d, size.h() - 1 - y, size.w() - 1 - x)];
      }
    }
    return new Plane(size.w(), size.h(), out);
  }

  /// The cut at row `h`; W × D.
  public static Plane coronal(float[] volume, Size3 size, int h) {
    check(volume, size);
    float[] out = new float[size.w() * size.d()];
    for (int y = 0; y < size.d(); y++) {
      for (int x = 0; x < size.w(); x++) {
        out[y * size.w() + x] = volume[index(size, size.d() - 1 - y, h, size.w() - 1 - x)];
      }
    }
    return new Plane(size.w(), size.d(), out);
  }

  /// The cut at column `w`; H × D.
  public static Plane sagittal(float[] volume, Size3 size, int w) {
    check(volume, size);
    float[] out = new float[size.h() * size.d()];
    for (int y = 0; y < size.d(); y++) {
      for (int x = 0; x < size.h(); x++) {
        out[y * size.h() + x] = volume[index(size, size.d() - 1 - y, size.h() - 1 - x, w)];
      }
    }
    return new Plane(size.h(), size.d(), out);
  }

  private static int index(Size3 size, int d, int h, int w) {
    return (d * size.h() + h) * size.w() + w;
  }

  static void check(float[] volume, Size3 size) {
    if (volume.length != size.voxels()) {
      throw new IllegalArgumentException(
          "a volume of " + size + " has " + size.voxels() + " voxels, got " + volume.length);
    }
  }

  /// Shrunk by averaging blocks of k × k values. What is left over at the right and the bottom
  /// makes smaller blocks.
  public Plane shrunk(int k) {
    if (k <= 1) {
      return this;
    }
    int w = (width + k - 1) / k;
    int h = (height + k - 1) / k;
    float[] out = new float[w * h];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int bottom = Math.min(height, (y + 1) * k);
        int right = Math.min(width, (x + 1) * k);
        double sum = 0;
        for (int j = y * k; j < bottom; j++) {
          for (int i = x * k; i < right; i++) {
            sum += values[j * width + i];
          }
        }
        out[y * w + x] = (float) (sum / ((bottom - y * k) * (right - x * k)));
      }
    }
    return new Plane(w, h, out);
  }

  /// Grey levels: `window.min` black, `window.max` white, clipped outside; NaN is black.
  public GreyImage grey(Window window) {
    byte[] levels = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      levels[i] = (byte) window.level(values[i]);
    }
    return new GreyImage(width, height, levels);
  }
}

package org.cdssl.pseudo3d;

import org.cdssl.config.Size3;

/// The volume of Eq. 3, written out in full.
///
/// P\[d, u, v\] = X\[u·s + i, v·s + j\] with d = i·k + j (d = j·k + i in column order), 0 ≤ u <
/// H_t, 0 ≤ v < W_t, as METHOD A.1. It holds about k²/s² times as many values as the image.
public final class PseudoVolume {
  private PseudoVolume() {}

  /// The pseudo-3D volume of an image, C-ordered `[D=k², H_t, W_t]`; see [Window#sizeFor].
  ///
  /// @param pixels the image, row-major, `width * height` values of any range
  /// @throws IllegalArgumentException if the window is larger than the image or the volume than an
  ///   array can be
  public static float[] materialise(float[] pixels, int width, int height, Window window) {
    float[] out = new float[voxels(window.sizeFor(width, height))];
    materialise(pixels, width, height, window, out, 0);
    return out;
  }

  /// The same into `out`, starting at `outOffset`.
  public static void materialise(
      float[] pixels, int width, int height, Window window, float[] out, int outOffset) {
    Size3 size = window.sizeFor(width, height);
    requireImage(pixels, width, height);
    requireRoom(out, outOffset, voxels(size));
    int stride = window.stride();
    int to = outOffset;
    for (int d = 0; d < size.d(); d++) {
      int from = window.rowOffset(d) * width + window.columnOffset(d);
      for (int u = 0; u < size.h(); u++) {
        if (stride == 1) {
          System.arraycopy(pixels, from, out, to, size.w());
        } else {
          subsample(pixels, from, stride, out, to, size.w());
        }
        from += stride * width;
        to += size.w();
      }
    }
  }

  private static void subsample(float[] in, int from, int stride, float[] out, int to, int count) {
    for (int v = 0; v < count; v++) {
      out[to + v] = in[from + v * stride];
    }
  }

  static int voxels(Size3 size) {
    try {
      return size.voxels();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "a pseudo-3D volume of " + size + " is too large; use a larger stride", e);
    }
  }

  static void requireImage(float[] pixels, int width, int height) {
    if ((long) width * height != pixels.length) {
      throw new IllegalArgumentException(
          "an image of "
              + width
              + "x"
              + height
              + " has "
              + (long) width * height
              + " pixels, got "
              + pixels.length);
    }
  }

  static void requireRoom(float[] out, int offset, int count) {
    if (offset < 0 || count > out.length - offset) {
      throw new IllegalArgumentException(
          count + " values do not fit at " + offset + " of an array of " + out.length);
    }
  }
}

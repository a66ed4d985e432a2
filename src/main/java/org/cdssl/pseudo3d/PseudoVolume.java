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
    Phases phases = Phases.of(pixels, width, height, window);
    int to = outOffset;
    for (int d = 0; d < size.d(); d++) {
      int j = window.columnOffset(d);
      int from = phases.start(window.rowOffset(d), j);
      for (int u = 0; u < size.h(); u++) {
        System.arraycopy(phases.values, from, out, to, size.w());
        from += window.stride() * phases.rowLength;
        to += size.w();
      }
    }
  }

  /// Image rows taken apart into columns 0, s, 2s, … then 1, s+1, 2s+1, … With that every row of
  /// every slice is contiguous, and the slow subsampling is done once instead of k² times.
  private record Phases(float[] values, int rowLength, int[] starts) {
    static Phases of(float[] pixels, int width, int height, Window window) {
      int stride = window.stride();
      if (stride == 1) {
        return new Phases(pixels, width, new int[1]);
      }
      int[] starts = new int[Math.min(stride, window.k())];
      int rowLength = 0;
      for (int c = 0; c < starts.length; c++) {
        starts[c] = rowLength;
        rowLength += (width - c - 1) / stride + 1;
      }
      float[] values = new float[rowLength * height];
      int to = 0;
      for (int y = 0; y < height; y++) {
        for (int c = 0; c < starts.length; c++) {
          int count = (width - c - 1) / stride + 1;
          for (int n = 0; n < count; n++) {
            values[to + n] = pixels[y * width + c + n * stride];
          }
          to += count;
        }
      }
      return new Phases(values, rowLength, starts);
    }

    /// Where the first value of the slice shifted by (i, j) lies.
    int start(int i, int j) {
      return i * rowLength + starts[j % starts.length] + j / starts.length;
    }
  }

  static int voxels(Size3 size) {
    try {
      return size.voxels();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "a pseudo-3D volume of " + size + " is too large; use a larger stride or a smaller size",
          e);
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

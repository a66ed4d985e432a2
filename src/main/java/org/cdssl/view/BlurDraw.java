package org.cdssl.view;

import org.cdssl.config.Range;
import org.cdssl.config.Size3;
import org.cdssl.config.ViewsConfig;

/// Gaussian blur with its own sigma along each axis, in voxels (METHOD B.3): scipy's
/// `gaussian_filter` with `truncate=4` and `mode='reflect'` (the edge voxel is repeated).
record BlurDraw(double sigmaX, double sigmaY, double sigmaZ) {
  private static final double TRUNCATE = 4;

  /// Voxels of a row that are blurred at a time, few enough to stay in cache.
  private static final int CHUNK = 512;

  static BlurDraw draw(ViewsConfig views, ViewRandom random) {
    return draw(new Range(0, views.blurSigma()), random);
  }

  static BlurDraw draw(Range sigma, ViewRandom random) {
    return new BlurDraw(
        random.uniform(sigma.min(), sigma.max()),
        random.uniform(sigma.min(), sigma.max()),
        random.uniform(sigma.min(), sigma.max()));
  }

  /// Memory to blur views of one size in, used again and again.
  static final class Scratch {
    private final float[] before;

    /// The same as `before`. The compiler makes vector instructions of a sum of two arrays, but not
    /// of a sum of two stretches of one array.
    private final float[] after;

    private final float[] sums;

    Scratch(double largestSigma, Size3... sizes) {
      int border = 2 * radius(largestSigma);
      int length = 0;
      for (Size3 size : sizes) {
        int alongX = size.h() * (size.w() + border);
        int alongY = (size.h() + border) * Math.min(CHUNK, size.w());
        int alongZ = (size.d() + border) * Math.min(CHUNK, size.h() * size.w());
        length = Math.max(length, Math.max(alongX, Math.max(alongY, alongZ)));
      }
      before = new float[length];
      after = new float[length];
      sums = new float[length];
    }
  }

  /// Blurs `voxels` `[D, H, W]` in place.
  void apply(float[] voxels, Size3 size, Scratch scratch) {
    if (radius(sigmaX) > 0) {
      blurAlongX(voxels, size, kernel(sigmaX), scratch);
    }
    int plane = size.h() * size.w();
    if (radius(sigmaY) > 0) {
      float[] kernel = kernel(sigmaY);
      for (int z = 0; z < size.d(); z++) {
        blurAcross(voxels, z * plane, size.h(), size.w(), kernel, scratch);
      }
    }
    if (radius(sigmaZ) > 0 && size.d() > 1) {
      blurAcross(voxels, 0, size.d(), plane, kernel(sigmaZ), scratch);
    }
  }

  private static int radius(double sigma) {
    return (int) (TRUNCATE * sigma + 0.5);
  }

  /// One half of the normalised kernel, from its middle outwards.
  static float[] kernel(double sigma) {
    int radius = radius(sigma);
    double[] weight = new double[radius + 1];
    double sum = 0;
    for (int i = 0; i <= radius; i++) {
      weight[i] = i == 0 ? 1 : StrictMath.exp(-0.5 * i * i / (sigma * sigma));
      sum += i == 0 ? 1 : 2 * weight[i];
    }
    float[] kernel = new float[radius + 1];
    for (int i = 0; i <= radius; i++) {
      kernel[i] = (float) (weight[i] / sum);
    }
    return kernel;
  }

  /// Slice by slice. The rows of a slice lie one after the other with their mirrored ends between
  /// them, so that one long loop does them all; what it makes of the ends is left behind.
  private static void blurAlongX(float[] voxels, Size3 size, float[] kernel, Scratch scratch) {
    int radius = kernel.length - 1;
    int w = size.w();
    int pitch = w + 2 * radius;
    int length = size.h() * pitch;
    float[] rows = scratch.before;
    for (int from = 0; from < size.voxels(); from += size.h() * w) {
      for (int y = 0; y < size.h(); y++) {
        int row = y * pitch + radius;
        System.arraycopy(voxels, from + y * w, rows, row, w);
        for (int i = 1; i <= radius; i++) {
          rows[row - i] = rows[row + mirror(-i, w)];
          rows[row + w - 1 + i] = rows[row + mirror(w - 1 + i, w)];
        }
      }
      weigh(scratch, length, 1, kernel);
      for (int y = 0; y < size.h(); y++) {
        System.arraycopy(scratch.sums, y * pitch, voxels, from + y * w, w);
      }
    }
  }

  /// Blurs across `rows` rows of `width` voxels each, the first at `from`, a stretch of the rows at
  /// a time.
  private static void blurAcross(
      float[] voxels, int from, int rows, int width, float[] kernel, Scratch scratch) {
    int radius = kernel.length - 1;
    for (int x = 0; x < width; x += CHUNK) {
      int count = Math.min(CHUNK, width - x);
      for (int y = -radius; y < rows + radius; y++) {
        int row = from + mirror(y, rows) * width + x;
        System.arraycopy(voxels, row, scratch.before, (y + radius) * count, count);
      }
      weigh(scratch, (rows + 2 * radius) * count, count, kernel);
      for (int y = 0; y < rows; y++) {
        System.arraycopy(scratch.sums, y * count, voxels, from + y * width + x, count);
      }
    }
  }

  /// Weighted sums of neighbours that are `stride` apart: `sums[i]` is centred on the voxel at `i +
  /// stride * radius` of the `length` that are filled.
  private static void weigh(Scratch scratch, int length, int stride, float[] kernel) {
    int reach = stride * (kernel.length - 1);
    int count = length - 2 * reach;
    System.arraycopy(scratch.before, 0, scratch.after, 0, length);
    start(kernel[0], scratch.before, reach, scratch.sums, count);
    for (int k = 1; k < kernel.length; k++) {
      int far = k * stride;
      add(kernel[k], scratch.before, reach - far, scratch.after, reach + far, scratch.sums, count);
    }
  }

  private static void start(float weight, float[] in, int from, float[] sums, int count) {
    for (int i = 0; i < count; i++) {
      sums[i] = weight * in[from + i];
    }
  }

  private static void add(
      float weight, float[] before, int b, float[] after, int a, float[] sums, int count) {
    for (int i = 0; i < count; i++) {
      sums[i] += weight * (before[b + i] + after[a + i]);
    }
  }

  /// Index of the voxel seen at `i` when the edge voxel is repeated: ... 1 0 | 0 1 2 | 2 1 ...
  static int mirror(int i, int count) {
    int period = Math.floorMod(i, 2 * count);
    return period < count ? period : 2 * count - 1 - period;
  }
}

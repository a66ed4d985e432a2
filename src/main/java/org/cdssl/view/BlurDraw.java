package org.cdssl.view;

import org.cdssl.config.Size3;
import org.cdssl.config.ViewsConfig;

/// Gaussian blur with its own sigma along each axis, in voxels (METHOD B.3): scipy's
/// `gaussian_filter` with `truncate=4` and `mode='reflect'` (the edge voxel is repeated).
record BlurDraw(double sigmaX, double sigmaY, double sigmaZ) {
  private static final double TRUNCATE = 4;

  static BlurDraw draw(ViewsConfig views, ViewRandom random) {
    return new BlurDraw(
        random.uniform(0, views.blurSigma()),
        random.uniform(0, views.blurSigma()),
        random.uniform(0, views.blurSigma()));
  }

  /// Voxels that the widest kernel reaches beyond the two ends of a row.
  static int border(ViewsConfig views) {
    return 2 * (int) Math.ceil(TRUNCATE * views.blurSigma() + 1);
  }

  /// Blurs `voxels` `[D, H, W]` in place; `scratch` is at least as long, and a border longer.
  void apply(float[] voxels, Size3 size, float[] scratch) {
    int w = size.w();
    int plane = size.h() * w;
    float[] alongX = kernel(sigmaX);
    for (int from = 0; alongX.length > 1 && from < size.voxels(); from += w) {
      blurRow(voxels, from, w, alongX, scratch);
    }
    float[] alongY = kernel(sigmaY);
    for (int from = 0; alongY.length > 1 && from < size.voxels(); from += plane) {
      System.arraycopy(voxels, from, scratch, 0, plane);
      blurAcross(scratch, size.h(), w, alongY, voxels, from);
    }
    float[] alongZ = kernel(sigmaZ);
    if (alongZ.length > 1) {
      System.arraycopy(voxels, 0, scratch, 0, size.voxels());
      blurAcross(scratch, size.d(), plane, alongZ, voxels, 0);
    }
  }

  /// One half of the normalised kernel, from its middle outwards.
  static float[] kernel(double sigma) {
    int radius = (int) (TRUNCATE * sigma + 0.5);
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

  /// Blurs a row of `count` voxels in place.
  private static void blurRow(float[] voxels, int from, int count, float[] kernel, float[] row) {
    int radius = kernel.length - 1;
    System.arraycopy(voxels, from, row, radius, count);
    for (int i = 1; i <= radius; i++) {
      row[radius - i] = voxels[from + mirror(-i, count)];
      row[radius + count - 1 + i] = voxels[from + mirror(count - 1 + i, count)];
    }
    float middle = kernel[0];
    for (int x = 0; x < count; x++) {
      voxels[from + x] = middle * row[radius + x];
    }
    for (int i = 1; i <= radius; i++) {
      add(kernel[i], row, radius - i, row, radius + i, voxels, from, count);
    }
  }

  /// Blurs across `rows` rows of `width` voxels each.
  private static void blurAcross(
      float[] in, int rows, int width, float[] kernel, float[] out, int to) {
    for (int y = 0; y < rows; y++) {
      int row = to + y * width;
      float middle = kernel[0];
      int from = y * width;
      for (int x = 0; x < width; x++) {
        out[row + x] = middle * in[from + x];
      }
      for (int i = 1; i < kernel.length; i++) {
        add(
            kernel[i],
            in,
            mirror(y - i, rows) * width,
            in,
            mirror(y + i, rows) * width,
            out,
            row,
            width);
      }
    }
  }

  private static void add(
      float weight, float[] a, int fromA, float[] b, int fromB, float[] out, int to, int count) {
    for (int x = 0; x < count; x++) {
      out[to + x] += weight * (a[fromA + x] + b[fromB + x]);
    }
  }

  /// Index of the voxel seen at `i` when the edge voxel is repeated: ... 1 0 | 0 1 2 | 2 1 ...
  private static int mirror(int i, int count) {
    int period = Math.floorMod(i, 2 * count);
    return period < count ? period : 2 * count - 1 - period;
  }
}

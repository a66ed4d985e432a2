package org.cdssl.image;

/// Linear interpolation along one axis, worked out once per geometry: output i is `in[lower[i]] +
/// weight[i] * (in[upper[i]] - in[lower[i]])`.
///
/// Half-pixel centres, edges clamped, no antialiasing: `torch.nn.functional.interpolate` with
/// `align_corners=False`. Positions are computed in float32 as torch computes them, because in
/// double they differ by up to 1e-5 of a pixel, which is more than the rounding of the data. The
/// arrays are read-only.
///
/// @param lower index of the left neighbour
/// @param upper index of the right neighbour; equal to `lower` at the far edge
/// @param weight of the right neighbour, [0, 1)
public record LinearAxis(int[] lower, int[] upper, float[] weight) {

  /// Resizes `in` samples to `out` samples over the same extent.
  public static LinearAxis resize(int in, int out) {
    requireSizes(in, out);
    int[] lower = new int[out];
    int[] upper = new int[out];
    float[] weight = new float[out];
    float scale = (float) in / out;
    for (int i = 0; i < out; i++) {
      // clamped at 0 before the floor, so the first half pixel repeats the edge value
      float position = Math.max(0f, Math.fma(scale, i + 0.5f, -0.5f));
      lower[i] = Math.min((int) position, in - 1);
      upper[i] = Math.min(lower[i] + 1, in - 1);
      weight[i] = Math.min(position - lower[i], 1f);
    }
    return new LinearAxis(lower, upper, weight);
  }

  /// Nearest neighbour by torch's `nearest` rule, index ⌊i · in / out⌋; every weight is 0.
  public static LinearAxis nearest(int in, int out) {
    requireSizes(in, out);
    int[] index = new int[out];
    float scale = (float) in / out;
    for (int i = 0; i < out; i++) {
      index[i] = Math.min((int) (i * scale), in - 1);
    }
    return new LinearAxis(index, index, new float[out]);
  }

  /// Number of output samples.
  public int size() {
    return lower.length;
  }

  private static void requireSizes(int in, int out) {
    if (in < 1 || out < 1) {
      throw new IllegalArgumentException("sizes must be at least 1, got " + in + " to " + out);
    }
  }
}

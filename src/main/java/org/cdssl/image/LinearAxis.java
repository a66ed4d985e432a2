package org.cdssl.image;

/// Linear interpolation along one axis, worked out once per geometry: output i is `in[lower[i]] +
/// weight[i] * (in[upper[i]] - in[lower[i]])`.
///
/// Half-pixel centres, edges clamped, no antialiasing: `torch.nn.functional.interpolate` with
/// `align_corners=False`. As in torch's CPU code the ratio of the sizes is rounded to float32 and
/// the positions are not; with all in double the weights would differ by up to 3e-5 at a size of
/// 1000, which is more than the rounding of the data. The arrays are for reading.
///
/// @param lower index of the left neighbour
/// @param upper index of the right neighbour; equal to `lower` at the far edge
/// @param weight of the right neighbour, [0, 1)
public record LinearAxis(int[] lower, int[] upper, float[] weight) {

  /// Resizes `in` samples to `out` samples over the same extent.
  public static LinearAxis resize(int in, int out) {
    requireSizes(in, out);
    LinearAxis axis = new LinearAxis(new int[out], new int[out], new float[out]);
    axis.aim(in, 0, in);
    return axis;
  }

  /// Points this axis at the part [`start`, `start + length`) of `in` samples, where sample n
  /// covers [n, n+1). Neighbours outside the samples that the part touches are replaced by the
  /// edge, so a part with whole bounds is resized as if it had been cut out first.
  void aim(int in, double start, double length) {
    if (!(start >= 0 && length > 0 && start + length <= in)) {
      throw new IllegalArgumentException(
          "the part from " + start + " of length " + length + " does not lie inside 0 to " + in);
    }
    int first = (int) start;
    int last = Math.max((int) Math.ceil(start + length) - 1, first);
    float scale = (float) length / size();
    double shift = start - first - 0.5;
    for (int i = 0; i < size(); i++) {
      // clamped at 0 before the floor, so the first half pixel repeats the edge value
      double position = Math.max(0, scale * (i + 0.5) + shift);
      lower[i] = Math.min(first + (int) position, last);
      upper[i] = Math.min(lower[i] + 1, last);
      weight[i] = lower[i] == upper[i] ? 0 : (float) (position - (lower[i] - first));
    }
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

  /// The same for samples that lie from last to first: the outputs keep their order.
  ///
  /// @param in number of samples
  LinearAxis mirrored(int in) {
    LinearAxis mirrored = new LinearAxis(new int[size()], new int[size()], weight);
    for (int i = 0; i < size(); i++) {
      mirrored.lower[i] = in - 1 - lower[i];
      mirrored.upper[i] = in - 1 - upper[i];
    }
    return mirrored;
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

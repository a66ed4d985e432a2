package org.cdssl.view;

import org.cdssl.config.Range;

/// Contrast: distances to the view's mean are multiplied, and what leaves the view's own range is
/// clipped to it (DeSD, METHOD D.4).
record ContrastDraw(double factor) {
  static ContrastDraw draw(Range factor, ViewRandom random) {
    return new ContrastDraw(aroundOne(factor, random));
  }

  /// Half of the draws are below 1 and half above, whatever the range, as the authors' library
  /// draws contrast and gamma.
  static double aroundOne(Range range, ViewRandom random) {
    boolean below = random.chance(0.5) && range.min() < 1;
    return below
        ? random.uniform(range.min(), Math.min(1, range.max()))
        : random.uniform(Math.max(1, range.min()), Math.max(1, range.max()));
  }

  /// Applies it to the first `count` voxels.
  void apply(float[] voxels, int count) {
    double sum = 0;
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      sum += voxels[i];
      min = Math.min(min, voxels[i]);
      max = Math.max(max, voxels[i]);
    }
    float mean = (float) (sum / count);
    float f = (float) factor;
    for (int i = 0; i < count; i++) {
      voxels[i] = Math.clamp(mean + f * (voxels[i] - mean), min, max);
    }
  }
}

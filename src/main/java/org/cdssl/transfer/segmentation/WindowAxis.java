package org.cdssl.transfer.segmentation;

/// Where the windows of one axis lie and how they are weighted.
///
/// Weights are Gaussian with a sigma of an eighth of the window, 1 in its middle. Windows are a
/// grid and weights a product over the axes, so the sum of the weights at a voxel is the product of
/// the [#totals], and no volume of weights is ever held.
///
/// @param starts ascending; the last window is shifted inside
/// @param weights of the window's voxels
/// @param totals of every voxel of the axis: the sum of the weights of the windows that cover it
record WindowAxis(int[] starts, double[] weights, double[] totals) {

  /// @param extent voxels of the axis, at least `window`
  /// @param overlap of neighbouring windows, [0, 1)
  static WindowAxis of(int extent, int window, double overlap) {
    int step = Math.max(1, (int) Math.floor(window * (1 - overlap)));
    int count = (extent - window + step - 1) / step + 1;
    int[] starts = new int[count];
    for (int i = 0; i < count; i++) {
      starts[i] = Math.min(i * step, extent - window);
    }
    double[] weights = new double[window];
    double sigma = window / 8.0;
    for (int i = 0; i < window; i++) {
      double t = (i - (window - 1) / 2.0) / sigma;
      weights[i] = Math.exp(-0.5 * t * t);
    }
    double[] totals = new double[extent];
    for (int start : starts) {
      for (int i = 0; i < window; i++) {
        totals[start + i] += weights[i];
      }
    }
    return new WindowAxis(starts, weights, totals);
  }
}

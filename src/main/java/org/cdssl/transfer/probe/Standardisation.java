package org.cdssl.transfer.probe;

/// (x − mean) / std of each component, as the training features have them; a component that does
/// not vary becomes 0.
record Standardisation(double[] mean, double[] scale) {
  /// @param features `[rows][width]`, at least one row
  static Standardisation of(float[][] features) {
    int width = features[0].length;
    double[] mean = new double[width];
    double[] scale = new double[width];
    for (float[] row : features) {
      for (int j = 0; j < width; j++) {
        mean[j] += row[j] / features.length;
      }
    }
    for (float[] row : features) {
      for (int j = 0; j < width; j++) {
        scale[j] += (row[j] - mean[j]) * (row[j] - mean[j]) / features.length;
      }
    }
    for (int j = 0; j < width; j++) {
      double std = Math.sqrt(scale[j]);
      // what rounding leaves of equal values is no variation
      scale[j] = std > 1e-7 * Math.abs(mean[j]) && std > 0 ? 1 / std : 0;
    }
    return new Standardisation(mean, scale);
  }

  double[][] apply(float[][] features) {
    double[][] out = new double[features.length][mean.length];
    for (int i = 0; i < features.length; i++) {
      for (int j = 0; j < mean.length; j++) {
        out[i][j] = (features[i][j] - mean[j]) * scale[j];
      }
    }
    return out;
  }
}

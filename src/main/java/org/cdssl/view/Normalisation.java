package org.cdssl.view;

/// (x − mean) / std over a whole view, with the unbiased std (METHOD B.3).
final class Normalisation {
  private static final int LANES = 4;

  private Normalisation() {}

  /// Whether all of the first `count` voxels are equal; such a view cannot be normalised.
  static boolean isConstant(float[] voxels, int count) {
    for (int i = 1; i < count; i++) {
      if (voxels[i] != voxels[0]) {
        return false;
      }
    }
    return true;
  }

  /// Normalises the first `count` voxels, which must not all be equal.
  static void apply(float[] voxels, int count) {
    double mean = sumOfPowers(voxels, count, 0, false) / count;
    double variance = sumOfPowers(voxels, count, mean, true) / (count - 1);
    if (!(variance > 0)) {
      throw new IllegalArgumentException("a constant view cannot be normalised");
    }
    float shift = (float) mean;
    float scale = (float) (1 / Math.sqrt(variance));
    for (int i = 0; i < count; i++) {
      voxels[i] = (voxels[i] - shift) * scale;
    }
  }

  /// Sum of (x − mean) or (x − mean)²; several sums at once, because each addition waits for the
  /// one before it.
  private static double sumOfPowers(float[] voxels, int count, double mean, boolean squared) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int whole = count - count % LANES;
    for (int i = 0; i < whole; i += LANES) {
      double a = voxels[i] - mean;
      double b = voxels[i + 1] - mean;
      double c = voxels[i + 2] - mean;
      double d = voxels[i + 3] - mean;
      s0 += squared ? a * a : a;
      s1 += squared ? b * b : b;
      s2 += squared ? c * c : c;
      s3 += squared ? d * d : d;
    }
    for (int i = whole; i < count; i++) {
      double a = voxels[i] - mean;
      s0 += squared ? a * a : a;
    }
    return s0 + s1 + s2 + s3;
  }
}

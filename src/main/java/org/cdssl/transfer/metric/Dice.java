package org.cdssl.transfer.metric;

import java.util.function.IntPredicate;

/// Overlap of two label maps (METHOD D8): 2·TP / (2·TP + FP + FN).
///
/// A class that neither map holds has no Dice: NaN, which means leave out. A class that only one of
/// them holds has 0.
public final class Dice {
  private Dice() {}

  /// Of the voxels with `label`.
  public static double of(byte[] prediction, byte[] reference, int label) {
    return of(prediction, reference, l -> l == label);
  }

  /// Of the voxels whose label (0 to 255) is one of a set, such as an organ with its tumour.
  public static double of(byte[] prediction, byte[] reference, IntPredicate labels) {
    if (prediction.length != reference.length) {
      throw new IllegalArgumentException(
          "maps of " + prediction.length + " and " + reference.length + " voxels");
    }
    boolean[] counts = new boolean[256];
    for (int l = 0; l < counts.length; l++) {
      counts[l] = labels.test(l);
    }
    long both = 0;
    long sum = 0;
    for (int i = 0; i < prediction.length; i++) {
      boolean p = counts[prediction[i] & 0xff];
      boolean r = counts[reference[i] & 0xff];
      both += p && r ? 1 : 0;
      sum += (p ? 1 : 0) + (r ? 1 : 0);
    }
    return sum == 0 ? Double.NaN : 2.0 * both / sum;
  }

  /// Mean over cases, then over classes; what is NaN is left out of either, and NaN where nothing
  /// is left.
  ///
  /// @param byCase `[case][class]`
  /// @param counts how often each case counts
  public static double mean(double[][] byCase, int[] counts) {
    int classes = byCase.length == 0 ? 0 : byCase[0].length;
    double sum = 0;
    int defined = 0;
    for (int c = 0; c < classes; c++) {
      double mean = mean(byCase, c, counts);
      if (!Double.isNaN(mean)) {
        sum += mean;
        defined++;
      }
    }
    return defined == 0 ? Double.NaN : sum / defined;
  }

  /// Mean of one class over the cases.
  public static double mean(double[][] byCase, int column, int[] counts) {
    double sum = 0;
    long n = 0;
    for (int i = 0; i < byCase.length; i++) {
      double value = byCase[i][column];
      if (!Double.isNaN(value)) {
        sum += counts[i] * value;
        n += counts[i];
      }
    }
    return n == 0 ? Double.NaN : sum / n;
  }
}

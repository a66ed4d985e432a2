package org.cdssl.transfer.metric;

import java.util.Arrays;

/// How often each true class is called each class.
public final class Confusion {
  private Confusion() {}

  /// Of mutually exclusive classes.
  ///
  /// @return `[truth][call]`, rows
  public static long[][] matrix(double[][] scores, int[] labels, int classes) {
    long[][] matrix = new long[classes][classes];
    for (int i = 0; i < labels.length; i++) {
      matrix[labels[i]][Accuracy.call(scores[i])]++;
    }
    return matrix;
  }

  /// Of one finding, called present where its score is strictly above 0.5.
  ///
  /// @return `[absent, present][called absent, called present]`, rows
  public static long[][] matrix(double[] scores, boolean[] present) {
    long[][] matrix = new long[2][2];
    for (int i = 0; i < scores.length; i++) {
      matrix[present[i] ? 1 : 0][scores[i] > 0.5 ? 1 : 0]++;
    }
    return matrix;
  }

  /// Unweighted mean of the shares of each class that is called right; classes without rows are
  /// left out.
  public static double balancedAccuracy(long[][] matrix) {
    double[] recall = new double[matrix.length];
    Arrays.setAll(recall, t -> (double) matrix[t][t] / Arrays.stream(matrix[t]).sum());
    return Auc.mean(recall);
  }
}

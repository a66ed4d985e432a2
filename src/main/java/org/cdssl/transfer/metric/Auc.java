package org.cdssl.transfer.metric;

import java.util.Arrays;

/// Area under the ROC curve, after the conventions of MedMNIST and ChestX-ray14 (METHOD E.1, E.3).
///
/// A label with one class present has no AUC: it is NaN by itself and left out of every mean.
public final class Auc {
  private Auc() {}

  /// Of one score: the share of pairs of a positive and a negative row in which the positive one
  /// scores higher, equal scores counting half. NaN where one class is absent.
  public static double binary(double[] scores, boolean[] positives) {
    return metric(scores, positives).value(scores.length);
  }

  /// The same as a function of counts.
  public static Metric metric(double[] scores, boolean[] positives) {
    return Ranking.of(scores, positives)::auc;
  }

  /// Of mutually exclusive classes: one or two columns are binary, their last one is the score of
  /// class 1; more are the unweighted mean of one class against the rest.
  ///
  /// @param scores `[rows][classes]`
  /// @param labels index of the true class of every row
  public static double macro(double[][] scores, int[] labels) {
    int columns = columns(scores);
    if (columns <= 2) {
      return binary(Columns.of(scores, columns - 1), Columns.is(labels, 1));
    }
    double[] each = new double[columns];
    Arrays.setAll(each, c -> binary(Columns.of(scores, c), Columns.is(labels, c)));
    return mean(each);
  }

  /// Of findings that can be present together: the unweighted mean over labels.
  ///
  /// @param scores `[rows][labels]`
  /// @param present `[rows][labels]`
  public static double multiLabel(double[][] scores, boolean[][] present) {
    double[] each = new double[columns(scores)];
    Arrays.setAll(each, c -> binary(Columns.of(scores, c), Columns.of(present, c)));
    return mean(each);
  }

  /// Mean of those that are defined; NaN where none is.
  static double mean(double[] values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
  }

  private static int columns(double[][] scores) {
    if (scores.length == 0) {
      throw new IllegalArgumentException("no rows");
    }
    return scores[0].length;
  }
}

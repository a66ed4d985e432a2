package org.cdssl.transfer.metric;

/// Share of rows that are called right.
public final class Accuracy {
  private Accuracy() {}

  /// The class that a row of scores is called: the highest score, the first of equals; of one or
  /// two columns, class 1 where the last is strictly above 0.5 (MedMNIST's rule).
  public static int call(double[] scores) {
    if (scores.length <= 2) {
      return scores[scores.length - 1] > 0.5 ? 1 : 0;
    }
    int best = 0;
    for (int c = 1; c < scores.length; c++) {
      if (scores[c] > scores[best]) {
        best = c;
      }
    }
    return best;
  }

  /// Of mutually exclusive classes.
  ///
  /// @param scores `[rows][classes]`
  /// @param labels index of the true class of every row
  public static Metric metric(double[][] scores, int[] labels) {
    boolean[] right = new boolean[labels.length];
    for (int i = 0; i < labels.length; i++) {
      right[i] = call(scores[i]) == labels[i];
    }
    return counts -> share(right, counts);
  }

  /// Of one finding: present where its score is strictly above 0.5.
  public static Metric metric(double[] scores, boolean[] present) {
    boolean[] right = new boolean[present.length];
    for (int i = 0; i < present.length; i++) {
      right[i] = scores[i] > 0.5 == present[i];
    }
    return counts -> share(right, counts);
  }

  /// Share of the counted rows that are marked; NaN where none counts.
  static double share(boolean[] marked, int[] counts) {
    long yes = 0;
    long all = 0;
    for (int i = 0; i < counts.length; i++) {
      all += counts[i];
      if (marked[i]) {
        yes += counts[i];
      }
    }
    return all == 0 ? Double.NaN : (double) yes / all;
  }
}

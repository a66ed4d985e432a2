package org.cdssl.transfer.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Rows in the order of one score, with what is true of them: everything that depends on the order
/// alone is a walk over it. Sorted once, for all replicates of a bootstrap.
///
/// Rows of equal score are one step of the walk, so no metric depends on the order of the file.
/// Where only one class counts, each metric is NaN.
public final class Ranking {
  /// Rows, highest score first.
  private final int[] order;

  /// `order[ends[g - 1]]` to `order[ends[g] - 1]` have the same score.
  private final int[] ends;

  private final boolean[] positives;
  private final double[] scores;

  private Ranking(int[] order, int[] ends, boolean[] positives, double[] scores) {
    this.order = order;
    this.ends = ends;
    this.positives = positives;
    this.scores = scores;
  }

  /// @param scores one a row, higher for more likely positive; not NaN
  /// @throws IllegalArgumentException for a NaN or lengths that differ
  public static Ranking of(double[] scores, boolean[] positives) {
    if (scores.length != positives.length) {
      throw new IllegalArgumentException(
          scores.length + " scores for " + positives.length + " rows");
    }
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        throw new IllegalArgumentException("the score of row " + i + " is not a number");
      }
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> scores[i]).reversed())
            .mapToInt(i -> i)
            .toArray();
    int[] ends = new int[scores.length];
    int groups = 0;
    for (int i = 0; i < order.length; i++) {
      if (i + 1 == order.length || scores[order[i + 1]] != scores[order[i]]) {
        ends[groups++] = i + 1;
      }
    }
    return new Ranking(order, Arrays.copyOf(ends, groups), positives.clone(), scores.clone());
  }

  public int rows() {
    return order.length;
  }

  /// Called for each score in turn, highest first.
  private interface Step {
    /// @param positivesHere rows of this score that are positive
    void at(double score, long positivesHere, long negativesHere);
  }

  private void walk(int[] counts, Step step) {
    if (counts.length != order.length) {
      throw new IllegalArgumentException(counts.length + " counts for " + order.length + " rows");
    }
    int from = 0;
    for (int end : ends) {
      long positive = 0;
      long negative = 0;
      for (int i = from; i < end; i++) {
        int row = order[i];
        if (positives[row]) {
          positive += counts[row];
        } else {
          negative += counts[row];
        }
      }
      if (positive + negative > 0) {
        step.at(scores[order[from]], positive, negative);
      }
      from = end;
    }
  }

  /// Positive and negative rows that count.
  private record Totals(long positives, long negatives) {
    boolean oneClass() {
      return positives == 0 || negatives == 0;
    }
  }

  private Totals totals(int[] counts) {
    long positive = 0;
    long negative = 0;
    for (int i = 0; i < counts.length; i++) {
      if (positives[i]) {
        positive += counts[i];
      } else {
        negative += counts[i];
      }
    }
    return new Totals(positive, negative);
  }

  /// Area under the ROC curve: the share of pairs of a positive and a negative row in which the
  /// positive one scores higher, equal scores counting half (Mann-Whitney). Counted in whole
  /// numbers, so exact up to the last division.
  public double auc(int[] counts) {
    Totals all = totals(counts);
    if (all.oneClass()) {
      return Double.NaN;
    }
    var sum =
        new Step() {
          long above;
          long twice;

          @Override
          public void at(double score, long positive, long negative) {
            above += positive;
            twice += negative * (2 * above - positive);
          }
        };
    walk(counts, sum);
    return sum.twice / (2.0 * all.positives * all.negatives);
  }

  /// Average precision: precision at each score, weighted by the recall gained there; no
  /// interpolation.
  public double averagePrecision(int[] counts) {
    Totals all = totals(counts);
    if (all.oneClass()) {
      return Double.NaN;
    }
    var sum =
        new Step() {
          long found;
          long called;
          double total;

          @Override
          public void at(double score, long positive, long negative) {
            found += positive;
            called += positive + negative;
            total += positive * ((double) found / called);
          }
        };
    walk(counts, sum);
    return sum.total / all.positives;
  }

  /// The highest sensitivity at any threshold whose specificity is at least this; 0 where only
  /// calling nothing positive reaches it.
  ///
  /// @param specificity in [0, 1]
  public double sensitivityAt(double specificity, int[] counts) {
    Totals all = totals(counts);
    if (all.oneClass()) {
      return Double.NaN;
    }
    // a share like 0.07 has no exact form; a row must not be lost to its rounding
    double mostFalse = (1 - specificity) * all.negatives + 1e-9 * all.negatives;
    var best =
        new Step() {
          long found;
          long wrong;
          long most;

          @Override
          public void at(double score, long positive, long negative) {
            found += positive;
            wrong += negative;
            if (wrong <= mostFalse) {
              most = found;
            }
          }
        };
    walk(counts, best);
    return (double) best.most / all.positives;
  }

  /// Where a threshold at each score puts the rows, from "nothing is positive" on.
  ///
  /// @param thresholds rows that score at least this are called positive; the first is +∞
  /// @param truePositives of the rows that count
  /// @param falsePositives likewise
  /// @param positives all positive rows that count
  /// @param negatives all negative rows that count
  public record Operating(
      double[] thresholds,
      long[] truePositives,
      long[] falsePositives,
      long positives,
      long negatives) {}

  /// All operating points, one a score that counts.
  public Operating operating(int[] counts) {
    double[] thresholds = new double[ends.length + 1];
    long[] found = new long[ends.length + 1];
    long[] wrong = new long[ends.length + 1];
    thresholds[0] = Double.POSITIVE_INFINITY;
    int[] at = {0};
    walk(
        counts,
        (score, positive, negative) -> {
          int i = at[0]++;
          thresholds[i + 1] = score;
          found[i + 1] = found[i] + positive;
          wrong[i + 1] = wrong[i] + negative;
        });
    int size = at[0] + 1;
    return new Operating(
        Arrays.copyOf(thresholds, size),
        Arrays.copyOf(found, size),
        Arrays.copyOf(wrong, size),
        found[size - 1],
        wrong[size - 1]);
  }
}

package org.cdssl.transfer.metric;

import java.util.List;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.ranking.NaturalRanking;
import org.apache.commons.statistics.ranking.TiesStrategy;

/// Whether the AUCs of two scores of the same rows differ (DeLong, DeLong and Clarke-Pearson 1988),
/// with the variance of Obuchowski (1997) where subjects have several rows: parts of one subject
/// are summed before they are squared. With one row a subject it is DeLong's.
///
/// The parts of the rows come from ranks (Sun and Xu 2014), in O(n log n).
public final class DeLong {
  private static final double TWO_SIDED_95 = 1.959963984540054;

  private DeLong() {}

  /// AUC of one score, with the normal interval, cut off at 0 and 1.
  public static Estimate interval(double[] scores, boolean[] positives, List<String> subjects) {
    Parts parts = Parts.of(scores, positives);
    Sums sums = new Sums(subjects, positives);
    sums.add(parts, 1);
    int n = sums.subjects();
    double reach = TWO_SIDED_95 * Math.sqrt(sums.variance());
    return new Estimate(
        parts.auc, Math.max(0, parts.auc - reach), Math.min(1, parts.auc + reach), n);
  }

  /// How much higher the AUC of `first` is than that of `second`.
  ///
  /// The p value is 1 where the two scores order all pairs alike; where one class is absent,
  /// everything is NaN.
  public static Difference compare(
      double[] first, double[] second, boolean[] positives, List<String> subjects) {
    Parts a = Parts.of(first, positives);
    Parts b = Parts.of(second, positives);
    Sums sums = new Sums(subjects, positives);
    sums.add(a, 1);
    sums.add(b, -1);
    double difference = a.auc - b.auc;
    double error = Math.sqrt(sums.variance());
    double p = Double.NaN;
    if (!Double.isNaN(error)) {
      double z = Math.abs(difference) / error;
      p = difference == 0 ? 1 : 2 * NormalDistribution.of(0, 1).survivalProbability(z);
    }
    return new Difference(
        new Estimate(
            difference,
            difference - TWO_SIDED_95 * error,
            difference + TWO_SIDED_95 * error,
            sums.subjects()),
        p,
        "DeLong");
  }

  /// What each row adds to the AUC.
  ///
  /// @param ofRow of a positive row the share of negatives it scores above, of a negative row the
  ///   share of positives that score above it; ties count half
  private record Parts(double auc, double[] ofRow) {
    static Parts of(double[] scores, boolean[] positives) {
      int n = scores.length;
      int m = 0;
      for (boolean positive : positives) {
        m += positive ? 1 : 0;
      }
      double[] parts = new double[n];
      if (m == 0 || m == n) {
        java.util.Arrays.fill(parts, Double.NaN);
        return new Parts(Double.NaN, parts);
      }
      NaturalRanking ranking = new NaturalRanking(TiesStrategy.AVERAGE);
      double[] all = ranking.apply(scores);
      double[] within = new double[n];
      for (boolean side : new boolean[] {true, false}) {
        double[] own = new double[side ? m : n - m];
        int at = 0;
        for (int i = 0; i < n; i++) {
          if (positives[i] == side) {
            own[at++] = scores[i];
          }
        }
        double[] ranks = ranking.apply(own);
        at = 0;
        for (int i = 0; i < n; i++) {
          if (positives[i] == side) {
            within[i] = ranks[at++];
          }
        }
      }
      double sum = 0;
      for (int i = 0; i < n; i++) {
        // rank among all less rank among its own: how many of the other side lie below
        double below = all[i] - within[i];
        parts[i] = positives[i] ? below / (n - m) : 1 - below / m;
        sum += positives[i] ? parts[i] : 0;
      }
      return new Parts(sum / m, parts);
    }
  }

  /// Deviations of the parts, summed by subject.
  private static final class Sums {
    private final int[] subjectOf;
    private final boolean[] positives;
    private final double[] ofPositives;
    private final double[] ofNegatives;
    private final boolean[] hasPositives;
    private final boolean[] hasNegatives;
    private int m;

    Sums(List<String> subjects, boolean[] positives) {
      this.positives = positives;
      TreeMap<String, Integer> index = new TreeMap<>();
      subjectOf = new int[positives.length];
      for (int i = 0; i < positives.length; i++) {
        subjectOf[i] = index.computeIfAbsent(subjects.get(i), _ -> index.size());
      }
      ofPositives = new double[index.size()];
      ofNegatives = new double[index.size()];
      hasPositives = new boolean[index.size()];
      hasNegatives = new boolean[index.size()];
      for (int i = 0; i < positives.length; i++) {
        (positives[i] ? hasPositives : hasNegatives)[subjectOf[i]] = true;
        m += positives[i] ? 1 : 0;
      }
    }

    int subjects() {
      return ofPositives.length;
    }

    void add(Parts parts, double sign) {
      for (int i = 0; i < positives.length; i++) {
        (positives[i] ? ofPositives : ofNegatives)[subjectOf[i]] +=
            sign * (parts.ofRow[i] - parts.auc);
      }
    }

    /// Var = S10 / m + S01 / n + 2 S11 / (m n), with S10 = I10 / ((I10 - 1) m) Σ (sum over the
    /// positives of a subject)² and so on; I10, I01 and I count the subjects with positives, with
    /// negatives and all.
    double variance() {
      double n = positives.length - m;
      double squares10 = 0;
      double squares01 = 0;
      double products = 0;
      double with10 = 0;
      double with01 = 0;
      for (int s = 0; s < subjects(); s++) {
        squares10 += ofPositives[s] * ofPositives[s];
        squares01 += ofNegatives[s] * ofNegatives[s];
        products += ofPositives[s] * ofNegatives[s];
        with10 += hasPositives[s] ? 1 : 0;
        with01 += hasNegatives[s] ? 1 : 0;
      }
      double s10 = with10 / ((with10 - 1) * m) * squares10;
      double s01 = with01 / ((with01 - 1) * n) * squares01;
      double s11 = subjects() / (subjects() - 1.0) * products;
      return Math.max(0, s10 / m + s01 / n + 2 * s11 / (m * n));
    }
  }
}

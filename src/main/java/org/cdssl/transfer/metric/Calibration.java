package org.cdssl.transfer.metric;

import java.util.ArrayList;
import java.util.List;

/// Whether probabilities are what they say: of all rows that get about 0.8, do 80 % turn out so?
///
/// The expected calibration error (Naeini 2015; Guo 2017) puts rows into bins of equal width by
/// their probability and averages the gap between mean probability and observed share, bins
/// weighing as the rows in them. Of several classes the probability is that of the called class and
/// the share is how often the call is right; of one score it is that of the positive class and how
/// often it is present.
public final class Calibration {
  /// The usual number of bins.
  public static final int BINS = 15;

  private final double[] probabilities;
  private final boolean[] happened;
  private final int bins;

  private Calibration(double[] probabilities, boolean[] happened, int bins) {
    for (int i = 0; i < probabilities.length; i++) {
      if (!(probabilities[i] >= 0 && probabilities[i] <= 1)) {
        throw new IllegalArgumentException(
            "the score of row " + i + " is " + probabilities[i] + ", which is no probability");
      }
    }
    if (bins < 1) {
      throw new IllegalArgumentException("needs at least one bin, got " + bins);
    }
    this.probabilities = probabilities;
    this.happened = happened;
    this.bins = bins;
  }

  /// Of one score, the probability that the row is positive.
  public static Calibration of(double[] probabilities, boolean[] positives, int bins) {
    return new Calibration(probabilities.clone(), positives.clone(), bins);
  }

  /// Of mutually exclusive classes; one or two columns are judged by their last one.
  ///
  /// @param scores `[rows][classes]`
  /// @param labels index of the true class of every row
  public static Calibration of(double[][] scores, int[] labels, int bins) {
    int columns = scores.length == 0 ? 1 : scores[0].length;
    if (columns <= 2) {
      return new Calibration(Columns.of(scores, columns - 1), Columns.is(labels, 1), bins);
    }
    double[] called = new double[labels.length];
    boolean[] right = new boolean[labels.length];
    for (int i = 0; i < labels.length; i++) {
      int call = Accuracy.call(scores[i]);
      called[i] = scores[i][call];
      right[i] = call == labels[i];
    }
    return new Calibration(called, right, bins);
  }

  /// Rows of one bin.
  ///
  /// @param from lower end of the bin, not in it, except 0
  /// @param to upper end, in it
  /// @param rows how many
  /// @param meanProbability of them; NaN where there is none
  /// @param share of them that happened; NaN where there is none
  public record Bin(double from, double to, long rows, double meanProbability, double share) {}

  /// All bins from 0 to 1.
  public List<Bin> bins(int[] counts) {
    long[] rows = new long[bins];
    long[] yes = new long[bins];
    double[] sum = new double[bins];
    for (int i = 0; i < probabilities.length; i++) {
      int bin = Math.max(0, (int) Math.ceil(probabilities[i] * bins) - 1);
      rows[bin] += counts[i];
      sum[bin] += counts[i] * probabilities[i];
      yes[bin] += happened[i] ? counts[i] : 0;
    }
    List<Bin> all = new ArrayList<>();
    for (int b = 0; b < bins; b++) {
      all.add(
          new Bin(
              (double) b / bins,
              (b + 1.0) / bins,
              rows[b],
              sum[b] / rows[b],
              (double) yes[b] / rows[b]));
    }
    return all;
  }

  /// The expected calibration error, [0, 1]; NaN where no row counts.
  public double error(int[] counts) {
    double error = 0;
    long all = 0;
    for (Bin bin : bins(counts)) {
      if (bin.rows > 0) {
        error += bin.rows * Math.abs(bin.meanProbability - bin.share);
        all += bin.rows;
      }
    }
    return all == 0 ? Double.NaN : error / all;
  }
}

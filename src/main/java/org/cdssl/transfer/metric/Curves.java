package org.cdssl.transfer.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// ROC and precision-recall curves, with a band over subjects.
///
/// @param roc of each judged class that has both positives and negatives: true-positive rate
///   against false-positive rate, from (0, 0) to (1, 1)
/// @param precisionRecall precision against recall, from recall 0, where the first precision holds
/// @param rocBand of the only class, or of the mean over classes
/// @param precisionRecallBand likewise
public record Curves(
    List<Curve> roc, List<Curve> precisionRecall, Band rocBand, Band precisionRecallBand) {
  /// A class' curve; `x` ascends.
  ///
  /// @param chance what a score that knows nothing reaches on the y axis: precision of calling all
  ///   positive; of a ROC curve NaN, since there it is the diagonal
  public record Curve(String name, double[] x, double[] y, double chance) {}

  /// Middle curve and 95 % band at even steps of x. Vertical: at each x the percentiles of y over
  /// draws of subjects.
  public record Band(double[] x, double[] y, double[] low, double[] high) {}

  private static final int MOST_POINTS = 400;
  private static final int STEPS = 50;

  /// @param bootstrap over the subjects of the predictions
  public static Curves of(Predictions predictions, Bootstrap bootstrap) {
    List<Ranking> rankings = new ArrayList<>();
    List<Curve> roc = new ArrayList<>();
    List<Curve> precisionRecall = new ArrayList<>();
    int[] once = Metric.once(predictions.rows());
    for (int c : predictions.judged()) {
      Ranking ranking = Ranking.of(predictions.scoresOf(c), predictions.truthOf(c));
      Ranking.Operating points = ranking.operating(once);
      if (points.positives() > 0 && points.negatives() > 0) {
        String name = predictions.classes().get(c);
        rankings.add(ranking);
        roc.add(roc(points, name));
        precisionRecall.add(precisionRecall(points, name));
      }
    }
    return new Curves(
        roc,
        precisionRecall,
        band(rankings, bootstrap, once, Curves::sensitivityAt),
        band(rankings, bootstrap, once, Curves::precisionAt));
  }

  static Curve roc(Ranking.Operating points, String name) {
    int n = points.thresholds().length;
    double[] x = new double[n];
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = (double) points.falsePositives()[i] / points.negatives();
      y[i] = (double) points.truePositives()[i] / points.positives();
    }
    return thinned(name, x, y, Double.NaN);
  }

  /// The point of no calls, which has no precision, takes that of the first calls.
  static Curve precisionRecall(Ranking.Operating points, String name) {
    int n = points.thresholds().length;
    double[] x = new double[n];
    double[] y = new double[n];
    for (int i = 1; i < n; i++) {
      x[i] = (double) points.truePositives()[i] / points.positives();
      y[i] = precision(points, i);
    }
    y[0] = y[1];
    double all = points.positives() + (double) points.negatives();
    return thinned(name, x, y, points.positives() / all);
  }

  private static double precision(Ranking.Operating points, int i) {
    long called = points.truePositives()[i] + points.falsePositives()[i];
    return (double) points.truePositives()[i] / called;
  }

  /// Of many points the corners, and of many corners an even choice; both ends stay.
  private static Curve thinned(String name, double[] x, double[] y, double chance) {
    int[] corners =
        IntStream.range(0, x.length)
            .filter(i ->
                i == 0
                    || i == x.length - 1
                    || (x[i] - x[i - 1]) * (y[i + 1] - y[i])
                        != (y[i] - y[i - 1]) * (x[i + 1] - x[i]))
            .toArray();
    int[] chosen = corners;
    if (corners.length > MOST_POINTS) {
      chosen =
          IntStream.range(0, MOST_POINTS)
              .map(k -> corners[(int) ((long) k * (corners.length - 1) / (MOST_POINTS - 1))])
              .toArray();
    }
    return new Curve(
        name,
        Arrays.stream(chosen).mapToDouble(i -> x[i]).toArray(),
        Arrays.stream(chosen).mapToDouble(i -> y[i]).toArray(),
        chance);
  }

  private interface Reading {
    /// The curve at ascending x.
    double[] at(Ranking.Operating points, double[] x);
  }

  /// Sensitivity at each false-positive rate, on the line between neighbouring points.
  static double[] sensitivityAt(Ranking.Operating points, double[] rates) {
    double[] out = new double[rates.length];
    int last = points.thresholds().length - 1;
    int i = 0;
    for (int r = 0; r < rates.length; r++) {
      double wanted = rates[r] * points.negatives();
      while (i < last && points.falsePositives()[i + 1] <= wanted) {
        i++;
      }
      double found = points.truePositives()[i];
      if (i < last) {
        double step = points.falsePositives()[i + 1] - (double) points.falsePositives()[i];
        double gain = points.truePositives()[i + 1] - (double) points.truePositives()[i];
        found += gain * (wanted - points.falsePositives()[i]) / step;
      }
      out[r] = found / points.positives();
    }
    return out;
  }

  /// Precision at the highest threshold that reaches each recall.
  static double[] precisionAt(Ranking.Operating points, double[] recalls) {
    double[] out = new double[recalls.length];
    int i = 1;
    for (int r = 0; r < recalls.length; r++) {
      // a share of the positives that is a whole number but for rounding
      while (points.truePositives()[i] < recalls[r] * points.positives() - 1e-9) {
        i++;
      }
      out[r] = precision(points, i);
    }
    return out;
  }

  private static Band band(
      List<Ranking> rankings, Bootstrap bootstrap, int[] once, Reading reading) {
    double[] x = new double[STEPS + 1];
    Arrays.setAll(x, i -> (double) i / STEPS);
    double[] y = mean(rankings, once, x, reading);
    List<double[]> draws = new ArrayList<>();
    bootstrap.forEachDraw(counts -> draws.add(mean(rankings, counts, x, reading)));
    double[] low = new double[x.length];
    double[] high = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int at = i;
      double[] defined =
          draws.stream().mapToDouble(d -> d[at]).filter(v -> !Double.isNaN(v)).toArray();
      double[] ends = bootstrap.ends(defined);
      low[i] = ends[0];
      high[i] = ends[1];
    }
    return new Band(x, y, low, high);
  }

  private static double[] mean(List<Ranking> rankings, int[] counts, double[] x, Reading reading) {
    double[][] each = new double[rankings.size()][x.length];
    for (int c = 0; c < each.length; c++) {
      Ranking.Operating points = rankings.get(c).operating(counts);
      boolean defined = points.positives() > 0 && points.negatives() > 0;
      if (defined) {
        each[c] = reading.at(points, x);
      } else {
        Arrays.fill(each[c], Double.NaN);
      }
    }
    double[] mean = new double[x.length];
    Arrays.setAll(mean, i -> Auc.mean(Columns.of(each, i)));
    return mean;
  }
}

package org.cdssl.transfer.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Every metric of a set of predictions with its 95 % interval over subjects.
///
/// @param metrics of the task as a whole
/// @param classes of each judged class
/// @param subjects different ones
/// @param skipped classes without positives or without negatives, which no mean holds
public record Evaluation(
    Map<Score, Estimate> metrics, List<OfClass> classes, int subjects, int skipped) {

  /// @param positives rows it is true of
  /// @param rows all
  public record OfClass(String name, int positives, int rows, Map<Score, Estimate> metrics) {}

  /// @param replicates draws of the bootstrap
  /// @param seed of these draws; the same seed gives the same intervals
  public static Evaluation of(Predictions predictions, int replicates, long seed) {
    Bootstrap bootstrap = Bootstrap.of(predictions.subjects(), replicates, seed);
    Metrics all = new Metrics(predictions);
    Map<Score, Metric> calls = all.ofCalls();
    int judged = all.byClass().size();
    Map<Score, double[][]> draws = new EnumMap<>(Score.class);
    for (Score score : Score.values()) {
      draws.put(score, new double[judged + 1][replicates]);
    }
    int[] at = {0};
    // one pass over the draws, since every metric of the whole needs those of the classes
    bootstrap.forEachDraw(counts -> {
      int r = at[0]++;
      fill(all, calls, counts, (score, c, value) -> draws.get(score)[c][r] = value);
    });
    Map<Score, double[]> values = new EnumMap<>(Score.class);
    for (Score score : Score.values()) {
      values.put(score, new double[judged + 1]);
    }
    fill(
        all,
        calls,
        Metric.once(predictions.rows()),
        (score, c, value) -> values.get(score)[c] = value);
    List<OfClass> classes = new ArrayList<>();
    int skipped = 0;
    for (int c = 0; c < judged; c++) {
      boolean[] truth = predictions.truthOf(predictions.judged().get(c));
      int positives = 0;
      for (boolean t : truth) {
        positives += t ? 1 : 0;
      }
      skipped += positives == 0 || positives == truth.length ? 1 : 0;
      classes.add(
          new OfClass(
              predictions.classes().get(predictions.judged().get(c)),
              positives,
              truth.length,
              estimates(bootstrap, values, draws, c)));
    }
    return new Evaluation(
        estimates(bootstrap, values, draws, judged), classes, bootstrap.subjects(), skipped);
  }

  private interface Sink {
    /// @param column index of the judged class, or their number for the whole
    void put(Score score, int column, double value);
  }

  private static void fill(Metrics all, Map<Score, Metric> calls, int[] counts, Sink sink) {
    int judged = all.byClass().size();
    for (Score score : Score.values()) {
      double[] each = new double[judged];
      for (int c = 0; c < judged; c++) {
        each[c] = all.byClass().get(c).get(score).of(counts);
        sink.put(score, c, each[c]);
      }
      Metric called = calls.get(score);
      sink.put(score, judged, called == null ? Auc.mean(each) : called.of(counts));
    }
  }

  private static Map<Score, Estimate> estimates(
      Bootstrap bootstrap, Map<Score, double[]> values, Map<Score, double[][]> draws, int column) {
    Map<Score, Estimate> estimates = new EnumMap<>(Score.class);
    for (Score score : Score.values()) {
      double value = values.get(score)[column];
      double[] defined =
          Arrays.stream(draws.get(score)[column])
              .filter(v -> !Double.isNaN(v) && !Double.isNaN(value))
              .toArray();
      double[] ends = bootstrap.ends(defined);
      estimates.put(score, new Estimate(value, ends[0], ends[1], bootstrap.subjects()));
    }
    return estimates;
  }
}

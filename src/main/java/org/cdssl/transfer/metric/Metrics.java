package org.cdssl.transfer.metric;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// All metrics of a set of predictions as functions of counts: of each judged class, and of the
/// task as a whole.
///
/// Of the task: AUC, AP and sensitivity are unweighted means over the classes that have both
/// positives and negatives; ACC and ECE are of the called class where classes exclude each other,
/// and means over findings where they do not.
final class Metrics {
  private final Predictions predictions;
  private final List<Map<Score, Metric>> byClass = new ArrayList<>();

  Metrics(Predictions predictions) {
    this.predictions = predictions;
    for (int c : predictions.judged()) {
      double[] scores = predictions.scoresOf(c);
      boolean[] truth = predictions.truthOf(c);
      Ranking ranking = Ranking.of(scores, truth);
      Map<Score, Metric> metrics = new EnumMap<>(Score.class);
      metrics.put(Score.AUC, ranking::auc);
      metrics.put(Score.ACC, Accuracy.metric(scores, truth));
      metrics.put(Score.AP, ranking::averagePrecision);
      metrics.put(Score.SENSITIVITY, counts -> ranking.sensitivityAt(Score.SPECIFICITY, counts));
      metrics.put(Score.ECE, Calibration.of(scores, truth, Calibration.BINS)::error);
      byClass.add(metrics);
    }
  }

  /// One entry a judged class.
  List<Map<Score, Metric>> byClass() {
    return byClass;
  }

  /// Metrics of the whole that are not the mean over the classes.
  Map<Score, Metric> ofCalls() {
    Map<Score, Metric> metrics = new EnumMap<>(Score.class);
    if (predictions.kind() == Predictions.Kind.CLASSES) {
      int[] labels = predictions.labels();
      metrics.put(Score.ACC, Accuracy.metric(predictions.scores(), labels));
      metrics.put(Score.ECE, Calibration.of(predictions.scores(), labels, Calibration.BINS)::error);
    }
    return metrics;
  }

  /// One metric of the whole.
  Metric of(Score score) {
    Metric called = ofCalls().get(score);
    if (called != null) {
      return called;
    }
    List<Metric> each = byClass.stream().map(m -> m.get(score)).toList();
    return counts -> {
      double[] values = new double[each.size()];
      for (int c = 0; c < values.length; c++) {
        values[c] = each.get(c).of(counts);
      }
      return Auc.mean(values);
    };
  }
}

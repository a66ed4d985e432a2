package org.cdssl.transfer.probe;

import java.util.List;
import org.cdssl.transfer.metric.Estimate;
import org.cdssl.transfer.metric.Evaluation;
import org.cdssl.transfer.metric.Predictions;
import org.cdssl.transfer.metric.Score;

/// Both probes on the features of a labelled collection: fitted on the training part, the penalty
/// chosen on the validation part, judged once on the test part.
public final class Probes {
  /// Inverse penalties that are tried, weakest fit first; the first of equals is taken.
  static final List<Double> PENALTIES = List.of(0.0001, 0.001, 0.01, 0.1, 1.0);

  /// Taken where there is no validation part to choose on.
  static final double FIXED = 0.01;

  private Probes() {}

  /// @param linear test predictions of the linear probe
  /// @param neighbours test predictions of the nearest neighbours
  /// @param c chosen inverse penalty
  /// @param features `[rows][width]` of the test part
  public record Result(Predictions linear, Predictions neighbours, double c, float[][] features) {}

  /// @param validation may have no rows
  /// @param k neighbours
  public static Result run(
      Predictions.Kind kind,
      List<String> classes,
      LabelledFeatures training,
      LabelledFeatures validation,
      LabelledFeatures test,
      int k) {
    double c = choose(kind, classes, training, validation);
    LinearProbe linear = LinearProbe.fit(training.features(), training.truth(), kind, c);
    NeighbourProbe neighbours = new NeighbourProbe(training.features(), training.truth(), k);
    return new Result(
        test.predictions(kind, classes, linear.scores(test.features())),
        test.predictions(kind, classes, neighbours.scores(test.features())),
        c,
        test.features());
  }

  /// The penalty with the highest validation AUC.
  private static double choose(
      Predictions.Kind kind,
      List<String> classes,
      LabelledFeatures training,
      LabelledFeatures validation) {
    double chosen = FIXED;
    double best = Double.NEGATIVE_INFINITY;
    for (double c : validation.rows() == 0 ? List.<Double>of() : PENALTIES) {
      LinearProbe probe = LinearProbe.fit(training.features(), training.truth(), kind, c);
      Estimate auc =
          Evaluation.of(
                  validation.predictions(kind, classes, probe.scores(validation.features())), 1, 0)
              .metrics()
              .get(Score.AUC);
      if (auc.value() > best) {
        best = auc.value();
        chosen = c;
      }
    }
    return chosen;
  }
}

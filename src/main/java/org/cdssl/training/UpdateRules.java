package org.cdssl.training;

import java.util.Map;
import java.util.function.Function;
import org.cdssl.config.TrainingConfig;
import org.cdssl.config.TrainingConfig.ScheduleBy;
import org.cdssl.engine.Adam;
import org.cdssl.engine.Optimiser;
import org.cdssl.engine.Optimiser.Update;
import org.cdssl.engine.Sgd;
import org.cdssl.engine.Weights;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.Pretext;

/// What the optimiser does with each parameter at a step: the schedules of the configuration, and
/// what the method says of single parameters ([Pretext#pace]).
public final class UpdateRules {
  private final TrainingConfig training;
  private final Pretext pretext;
  private final CosineSchedule learningRate;
  private final CosineSchedule weightDecay;

  UpdateRules(TrainingConfig training, Pretext pretext) {
    this.training = training;
    this.pretext = pretext;
    learningRate =
        new CosineSchedule(
            training.learningRate(),
            training.learningRateEnd(),
            training.warmupEpochs(),
            training.epochs());
    weightDecay =
        new CosineSchedule(
            training.weightDecay(),
            training.weightDecay() + training.weightDecayRise(),
            0,
            training.epochs());
  }

  /// The optimiser that the configuration names, its state at zero.
  public static Optimiser optimiser(TrainingConfig training, Weights weights) {
    double decay = training.weightDecay();
    return switch (training.optimizer()) {
      case ADAM -> new Adam(weights, decay);
      case ADAMW -> new Adam(weights, decay, true);
      case SGD -> new Sgd(weights, training.momentum(), false, decay);
    };
  }

  /// Learning rate of a step.
  double learningRate(Moment moment) {
    return learningRate.at(position(moment));
  }

  /// Weight decay of a step.
  double weightDecay(Moment moment) {
    return training.weightDecayRise() == 0
        ? training.weightDecay()
        : weightDecay.at(position(moment));
  }

  private double position(Moment moment) {
    return training.scheduleBy() == ScheduleBy.EPOCH
        ? moment.epoch()
        : (double) moment.step() / moment.stepsPerEpoch();
  }

  /// @param norms of the gradients by parameter
  /// @param total norm of all of them together
  Function<String, Update> at(Moment moment, Map<String, Double> norms, double total) {
    double rate = learningRate(moment);
    double decay = weightDecay(moment);
    double clip = training.gradientClip();
    double all = clip > 0 && total > clip ? clip / total : 1;
    double each = training.parameterClip();
    return name -> {
      double norm = norms.get(name) * all;
      double scale = each > 0 && norm > each ? all * each / norm : all;
      double shrinks = training.decayAll() || isMatrix(name) ? decay : 0;
      return switch (pretext.pace(name, moment)) {
        case SCHEDULED -> new Update(rate, shrinks, scale);
        case CONSTANT -> new Update(training.learningRate(), shrinks, scale);
        case FROZEN -> null;
      };
    };
  }

  /// Whether a parameter is neither a bias nor the weight of a norm.
  private boolean isMatrix(String name) {
    return !name.endsWith(".bias") && pretext.weights().parameters().get(name).dim() > 1;
  }
}

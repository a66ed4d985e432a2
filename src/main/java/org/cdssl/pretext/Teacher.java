package org.cdssl.pretext;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.engine.Grad;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.Weights;

/// Keeps the frozen twin of some parameters at their running average: w_t ← m·w_t + (1 − m)·w_s.
///
/// The twin of parameter `name` is the buffer `prefix + name`; it starts as a copy. Buffers such as
/// running statistics are not averaged: a teacher has its own, from its own batches (METHOD D.1,
/// G-N2).
public final class Teacher {
  private final Map<Tensor, Tensor> twins = new LinkedHashMap<>();

  /// Pairs every buffer below `prefix` with the parameter of the same name and copies it.
  public Teacher(Weights weights, String prefix) {
    weights
        .buffers()
        .forEach((name, twin) -> {
          Tensor parameter =
              name.startsWith(prefix)
                  ? weights.parameters().get(name.substring(prefix.length()))
                  : null;
          if (parameter != null) {
            twins.put(twin, parameter);
          }
        });
    if (twins.isEmpty()) {
      throw new IllegalArgumentException("no buffer below " + prefix + " has a parameter");
    }
    update(0);
  }

  /// @param momentum m, [0, 1]; 0 copies
  public void update(double momentum) {
    try (StepScope scope = StepScope.open();
        Grad off = Grad.disabled()) {
      twins.forEach((twin, parameter) -> {
        if (momentum == 0) {
          twin.copy_(parameter);
        } else {
          twin.mul_(new Scalar(momentum)).add_(parameter, new Scalar(1 - momentum));
        }
      });
    }
  }

  /// m of a step: rises from `start` to 1 along half a cosine over the run (METHOD D.1).
  public static double momentum(double start, Moment moment) {
    double end = (double) moment.epochs() * moment.stepsPerEpoch();
    return 1 - (1 - start) * 0.5 * (1 + Math.cos(Math.PI * moment.step() / end));
  }
}

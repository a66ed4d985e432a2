package org.cdssl.engine;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Adam (Kingma and Ba 2015) with β = (0.9, 0.999), ε = 1e-8, as libtorch defines it:
///
/// m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², w ← w − η/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε)
///
/// Weight decay λ is either L2, g ← g + λw before the above (Adam), or decoupled, w ← w − ηλw
/// before the above (AdamW, Loshchilov and Hutter 2019).
public final class Adam extends Optimiser {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPS = 1e-8;

  private final boolean decoupled;

  /// @param decoupled whether the decay is that of AdamW
  public Adam(Weights weights, double weightDecay, boolean decoupled) {
    super(weights, weightDecay, 2);
    this.decoupled = decoupled;
  }

  /// Adam with L2 weight decay.
  public Adam(Weights weights, double weightDecay) {
    this(weights, weightDecay, false);
  }

  @Override
  void update(Slot slot, Tensor gradient, Update update) {
    double correction2 = Math.sqrt(1 - Math.pow(BETA2, (double) slot.t));
    // m̂ / (√v̂ + ε) = (√(1−β₂ᵗ) / (1−β₁ᵗ)) · m / (√v + ε√(1−β₂ᵗ))
    Scalar rate =
        new Scalar(-update.learningRate() * correction2 / (1 - Math.pow(BETA1, (double) slot.t)));
    Scalar eps = new Scalar(EPS * correction2);
    Scalar forget1 = new Scalar(1 - BETA1);
    Scalar keep2 = new Scalar(BETA2);
    Scalar forget2 = new Scalar(1 - BETA2);
    if (update.weightDecay() != 0 && !decoupled) {
      gradient.add_(slot.flat, new Scalar(update.weightDecay()));
    }
    double shrink = decoupled ? 1 - update.learningRate() * update.weightDecay() : 1;
    long n = gradient.numel();
    for (long from = 0; from < n; from += piece()) {
      long count = Math.min(piece(), n - from);
      Tensor w = slot.flat.narrow(0, from, count);
      Tensor g = gradient.narrow(0, from, count);
      Tensor m = slot.state.get(0).narrow(0, from, count);
      Tensor v = slot.state.get(1).narrow(0, from, count);
      Tensor denominator = scratch().narrow(0, 0, count);
      if (shrink != 1) {
        w.mul_(new Scalar(shrink));
      }
      m.lerp_(g, forget1);
      v.mul_(keep2).addcmul_(g, g, forget2);
      torch.sqrt_out(denominator, v);
      denominator.add_(eps);
      w.addcdiv_(m, denominator, rate);
    }
  }

  @Override
  String stateName(int i) {
    return i == 0 ? "exp_avg" : "exp_avg_sq";
  }
}

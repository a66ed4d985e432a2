package org.cdssl.engine;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Stochastic gradient descent with momentum μ and L2 weight decay λ, as libtorch defines it, no
/// dampening:
///
/// g ← g + λw, b ← μb + g, w ← w − ηb, or with Nesterov momentum w ← w − η(g + μb)
public final class Sgd extends Optimiser {
  private final double momentum;
  private final boolean nesterov;

  /// @param momentum μ, [0, 1)
  public Sgd(Weights weights, double momentum, boolean nesterov, double weightDecay) {
    super(weights, weightDecay, 1);
    if (momentum < 0 || momentum >= 1) {
      throw new IllegalArgumentException("momentum must be in [0, 1), got " + momentum);
    }
    this.momentum = momentum;
    this.nesterov = nesterov;
  }

  @Override
  void update(Slot slot, Tensor gradient, Update update) {
    Scalar rate = new Scalar(-update.learningRate());
    Scalar keep = new Scalar(momentum);
    Scalar decay = new Scalar(update.weightDecay());
    long n = gradient.numel();
    for (long from = 0; from < n; from += piece()) {
      long count = Math.min(piece(), n - from);
      Tensor w = slot.flat.narrow(0, from, count);
      Tensor g = gradient.narrow(0, from, count);
      Tensor b = slot.state.getFirst().narrow(0, from, count);
      if (update.weightDecay() != 0) {
        g.add_(w, decay);
      }
      b.mul_(keep).add_(g);
      if (nesterov) {
        Tensor direction = scratch().narrow(0, 0, count);
        torch.add_out(direction, g, b, keep);
        w.add_(direction, rate);
      } else {
        w.add_(b, rate);
      }
    }
  }

  @Override
  String stateName(int i) {
    return "momentum";
  }
}

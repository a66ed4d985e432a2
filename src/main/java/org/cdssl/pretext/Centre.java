package org.cdssl.pretext;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Weights;

/// The running mean of the teacher's logits, taken away before its softmax (METHOD D.1):
///
/// c ← m·c + (1 − m) · mean over all teacher views and samples
///
/// A buffer: checkpoints hold it, and a step that is refused puts it back.
public final class Centre {
  private final Tensor centre;
  private final double momentum;

  public Centre(Weights.Scope scope, int prototypes, double momentum) {
    this.momentum = momentum;
    centre = scope.buffer("centre", 0, prototypes);
  }

  public Tensor value() {
    return centre;
  }

  /// @param logits each `[N, K]`
  public void update(List<Tensor> logits) {
    try (Grad off = Grad.disabled()) {
      Tensor mean = torch.cat(new TensorVector(logits.toArray(new Tensor[0])), 0).mean(0);
      centre.mul_(new Scalar(momentum)).add_(mean, new Scalar(1 - momentum));
    }
  }
}

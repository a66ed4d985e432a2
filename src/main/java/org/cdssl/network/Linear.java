package org.cdssl.network;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Weights;

/// Fully connected layer: `[N, in]` → `[N, out]`. Xavier-uniform weight, zero bias.
public final class Linear {
  private final Tensor weight;
  private final TensorOptional bias;

  public Linear(Weights.Scope scope, int in, int out) {
    weight = scope.parameter("weight", out, in);
    Tensor b = scope.parameter("bias", out);
    try (Grad off = Grad.disabled()) {
      double bound = Math.sqrt(6.0 / (in + out));
      weight.uniform_(-bound, bound, new org.bytedeco.pytorch.GeneratorOptional());
      b.fill_(new Scalar(0f));
    }
    bias = new TensorOptional(b);
  }

  public Tensor forward(Tensor x) {
    return torch.linear(x, weight, bias);
  }
}

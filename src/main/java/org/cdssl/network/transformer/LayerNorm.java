package org.cdssl.network.transformer;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Weights;

/// Layer normalisation over the channels of tokens `[N, T, C]`, affine, in float32.
final class LayerNorm {
  private final TensorOptional weight;
  private final TensorOptional bias;
  private final long[] shape;
  private final double eps;

  LayerNorm(Weights.Scope scope, int channels, double eps) {
    this.eps = eps;
    shape = new long[] {channels};
    try (Grad off = Grad.disabled()) {
      Tensor w = scope.parameter("weight", channels);
      w.fill_(new Scalar(1f));
      Tensor b = scope.parameter("bias", channels);
      b.fill_(new Scalar(0f));
      weight = new TensorOptional(w);
      bias = new TensorOptional(b);
    }
  }

  Tensor forward(Tensor x) {
    return torch.layer_norm(x.to(torch.ScalarType.Float), shape, weight, bias, eps, true);
  }
}

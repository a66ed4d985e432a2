package org.cdssl.network.transformer;

import java.util.List;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.cdssl.engine.Bfloat16;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Weights;

/// A convolution whose stride is its kernel, as a product of the patches with a matrix: the patches
/// do not overlap, so nothing is copied twice.
///
/// - input `[N, in, D, H, W]`; a remainder that fills no patch is dropped
/// - weight `[out, in, kD, kH, kW]` Kaiming-normal fan-out, bias 0
/// - output tokens `[N, ⌊D/kD⌋·⌊H/kH⌋·⌊W/kW⌋, out]`
final class PatchProjection {
  private final Tensor weight;
  private final TensorOptional bias;
  private final long in;
  private final long out;
  private final long[] k;
  private final Compute compute;

  PatchProjection(Weights.Scope scope, int in, int out, List<Integer> kernel) {
    this.in = in;
    this.out = out;
    compute = scope.compute();
    k = kernel.stream().mapToLong(Integer::longValue).toArray();
    weight = scope.parameter("weight", out, in, k[0], k[1], k[2]);
    Tensor b = scope.parameter("bias", out);
    try (Grad off = Grad.disabled()) {
      weight.normal_(0, Math.sqrt(2.0 / (out * k[0] * k[1] * k[2])), new GeneratorOptional());
      b.fill_(new Scalar(0f));
    }
    bias = new TensorOptional(b);
  }

  Tensor forward(Tensor x) {
    long n = x.size(0);
    long d = x.size(2) / k[0];
    long h = x.size(3) / k[1];
    long w = x.size(4) / k[2];
    Tensor patches =
        x.narrow(2, 0, d * k[0])
            .narrow(3, 0, h * k[1])
            .narrow(4, 0, w * k[2])
            .reshape(n, in, d, k[0], h, k[1], w, k[2])
            .permute(0, 2, 4, 6, 1, 3, 5, 7)
            .reshape(n, d * h * w, in * k[0] * k[1] * k[2]);
    return Bfloat16.linear(compute, patches, weight.view(out, -1), bias);
  }
}

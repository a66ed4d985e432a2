package org.cdssl.network.transformer;

import java.util.List;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.cdssl.config.Size3;
import org.cdssl.engine.Bfloat16;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Weights;

/// A transposed convolution whose stride is its kernel, as a matrix product: every voxel becomes a
/// patch, and patches lie side by side.
///
/// - input tokens `[N, d·h·w, in]` of a grid
/// - weight `[in, out, kD, kH, kW]` Kaiming-normal fan-out, bias 0
/// - output `[N, out, d·kD, h·kH, w·kW]`
final class PatchExpansion {
  private final Tensor weight;
  private final TensorOptional bias;
  private final long out;
  private final long[] k;
  private final Compute compute;

  PatchExpansion(Weights.Scope scope, int in, int out, List<Integer> kernel) {
    this.out = out;
    compute = scope.compute();
    k = kernel.stream().mapToLong(Integer::longValue).toArray();
    weight = scope.parameter("weight", in, out, k[0], k[1], k[2]);
    Tensor b = scope.parameter("bias", out);
    try (Grad off = Grad.disabled()) {
      weight.normal_(0, Math.sqrt(2.0 / (out * k[0] * k[1] * k[2])), new GeneratorOptional());
      b.fill_(new Scalar(0f));
    }
    bias = new TensorOptional(b);
  }

  Tensor forward(Tensor tokens, Size3 grid) {
    long n = tokens.size(0);
    Tensor matrix = weight.view(weight.size(0), -1).t();
    Tensor patches = Bfloat16.linear(compute, tokens, matrix, new TensorOptional());
    return patches
        .reshape(n, grid.d(), grid.h(), grid.w(), out, k[0], k[1], k[2])
        .permute(0, 4, 1, 5, 2, 6, 3, 7)
        .reshape(n, out, grid.d() * k[0], grid.h() * k[1], grid.w() * k[2])
        .add(bias.get().view(1, out, 1, 1, 1));
  }
}

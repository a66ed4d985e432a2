package org.cdssl.network;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Weights;

/// 3D convolution, padded so that a stride of 1 keeps the size: padding = dilation · (kernel − 1) /
/// 2.
///
/// - input `[N, in, D, H, W]`
/// - weight `[out, in, kD, kH, kW]`, bias `[out]` or none
/// - output `[N, out, ⌊(D − 1) / stride⌋ + 1, …]`
///
/// Weights are drawn Kaiming-normal, fan-out, for a ReLU; a bias starts at 0.
public final class Conv3d {
  private final Tensor weight;
  private final TensorOptional bias;
  private final long[] stride;
  private final long[] padding;
  private final long[] dilation;
  private final Compute compute;

  /// @param kernel odd, per axis depth, height, width
  public Conv3d(
      Weights.Scope scope,
      int in,
      int out,
      List<Integer> kernel,
      List<Integer> stride,
      int dilation,
      boolean bias) {
    compute = scope.compute();
    this.stride = longs(stride);
    this.dilation = new long[] {dilation, dilation, dilation};
    padding = new long[3];
    long taps = 1;
    for (int i = 0; i < 3; i++) {
      padding[i] = (long) dilation * (kernel.get(i) - 1) / 2;
      taps *= kernel.get(i);
    }
    weight = scope.parameter("weight", out, in, kernel.get(0), kernel.get(1), kernel.get(2));
    try (Grad off = Grad.disabled()) {
      weight.normal_(
          0, Math.sqrt(2.0 / (out * taps)), new org.bytedeco.pytorch.GeneratorOptional());
      if (bias) {
        Tensor b = scope.parameter("bias", out);
        b.fill_(new Scalar(0f));
        this.bias = new TensorOptional(b);
      } else {
        this.bias = new TensorOptional();
      }
    }
  }

  /// Stride 1.
  public static Conv3d same(
      Weights.Scope scope, int in, int out, List<Integer> kernel, boolean bias) {
    return new Conv3d(scope, in, out, kernel, List.of(1, 1, 1), 1, bias);
  }

  /// A cubic kernel with stride 1.
  public static Conv3d same(Weights.Scope scope, int in, int out, int kernel, boolean bias) {
    return same(scope, in, out, List.of(kernel, kernel, kernel), bias);
  }

  public Tensor forward(Tensor x) {
    return Convolution.conv3d(compute, x, weight, bias, stride, padding, dilation);
  }

  static long[] longs(List<Integer> values) {
    return values.stream().mapToLong(Integer::longValue).toArray();
  }
}

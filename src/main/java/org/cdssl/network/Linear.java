package org.cdssl.network;

import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.cdssl.engine.Bfloat16;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Weights;

/// Fully connected layer: `[…, in]` → `[…, out]`, with a bias that starts at 0 or without.
public final class Linear {
  private final Tensor weight;
  private final TensorOptional bias;
  private final Compute compute;

  private Linear(Weights.Scope scope, int in, int out, boolean hasBias) {
    compute = scope.compute();
    weight = scope.parameter("weight", out, in);
    bias = hasBias ? new TensorOptional(scope.parameter("bias", out)) : new TensorOptional();
    if (hasBias) {
      try (Grad off = Grad.disabled()) {
        bias.get().fill_(new Scalar(0f));
      }
    }
  }

  /// Xavier-uniform weight.
  public Linear(Weights.Scope scope, int in, int out) {
    this(scope, in, out, true);
    try (Grad off = Grad.disabled()) {
      double bound = Math.sqrt(6.0 / (in + out));
      weight.uniform_(-bound, bound, new GeneratorOptional());
    }
  }

  /// Normal weight with σ = 0.02, as transformers start (their truncation at ±2 is a hundred σ
  /// away).
  public static Linear small(Weights.Scope scope, int in, int out) {
    Linear linear = new Linear(scope, in, out, true);
    try (Grad off = Grad.disabled()) {
      linear.weight.normal_(0, 0.02, new GeneratorOptional());
    }
    return linear;
  }

  /// The same without bias.
  public static Linear smallUnbiased(Weights.Scope scope, int in, int out) {
    Linear linear = new Linear(scope, in, out, false);
    try (Grad off = Grad.disabled()) {
      linear.weight.normal_(0, 0.02, new GeneratorOptional());
    }
    return linear;
  }

  /// Uniform weight within ±1/√in and no bias, as torch's linear layers start.
  public static Linear unbiased(Weights.Scope scope, int in, int out) {
    Linear linear = new Linear(scope, in, out, false);
    try (Grad off = Grad.disabled()) {
      double bound = 1 / Math.sqrt(in);
      linear.weight.uniform_(-bound, bound, new GeneratorOptional());
    }
    return linear;
  }

  public Tensor forward(Tensor x) {
    return Bfloat16.linear(compute, x, weight, bias);
  }
}

package org.cdssl.pretext;

import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.DinoConfig;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Weights;
import org.cdssl.network.Linear;
import org.cdssl.network.Norm;

/// The projection head of DINO (METHOD D.1): `[N, C]` → `[N, K]` logits, float32.
///
/// Linear – (BN) – GELU – linear – (BN) – GELU – linear to the bottleneck, divided by its length,
/// then K products with vectors of length 1 (a weight-normalised layer whose gain stays 1). 22.5 M
/// parameters for C = 512 and K = 65,536.
public final class DinoHead {
  /// Below the scope of the head.
  public static final String LAST = "last_layer.weight_v";

  private final Weights.Scope scope;
  private final Linear fc1;
  private final Norm norm1;
  private final Linear fc2;
  private final Norm norm2;
  private final Linear fc3;
  private final Tensor prototypes;

  public DinoHead(Weights.Scope scope, int in, DinoConfig config) {
    this.scope = scope;
    Weights.Scope mlp = scope.in("mlp");
    int hidden = config.hidden();
    fc1 = Linear.small(mlp.in("fc1"), in, hidden);
    norm1 = config.batchNorm() ? Norm.batch(mlp.in("norm1"), hidden) : null;
    fc2 = Linear.small(mlp.in("fc2"), hidden, hidden);
    norm2 = config.batchNorm() ? Norm.batch(mlp.in("norm2"), hidden) : null;
    fc3 = Linear.small(mlp.in("fc3"), hidden, config.bottleneck());
    prototypes = scope.parameter(LAST, config.prototypes(), config.bottleneck());
    try (Grad off = Grad.disabled()) {
      prototypes.normal_(0, 0.02, new GeneratorOptional());
    }
  }

  public Tensor forward(Tensor x) {
    return logits(bottleneck(x));
  }

  /// The rows of length 1 that prototypes are compared with: `[N, C]` → `[N, bottleneck]`.
  public Tensor bottleneck(Tensor x) {
    Tensor h = torch.gelu(norm(norm1, fc1.forward(x)));
    h = torch.gelu(norm(norm2, fc2.forward(h)));
    return Features.unit(fc3.forward(h));
  }

  /// `[N, bottleneck]` → `[N, K]`. Linear, so that the mean of rows has the mean of their logits.
  public Tensor logits(Tensor h) {
    // float32: a temperature of 0.04 would magnify the rounding of bfloat16 twenty-fivefold
    try (Autocast off = Autocast.disabled(scope.compute())) {
      return torch.linear(h, Features.unit(prototypes), new TensorOptional());
    }
  }

  private static Tensor norm(Norm norm, Tensor x) {
    return norm == null ? x : norm.forward(x);
  }
}

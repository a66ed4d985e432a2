package org.cdssl.transfer;

import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Weights;
import org.cdssl.network.Encoder;
import org.cdssl.network.Encoders;
import org.cdssl.network.Linear;

/// Encoder, global average pool, dropout, linear: `[N, 1, D, H, W]` to `[N, classes]` (METHOD E.1,
/// E.3).
final class Classifier {
  private final Weights weights;
  private final Encoder encoder;
  private final Linear linear;
  private final double dropout;
  private final boolean frozen;

  /// With weights drawn anew.
  Classifier(FinetuneConfig config, int classes, Compute compute) {
    weights = new Weights(compute);
    encoder = Encoders.of(weights.root().in("encoder"), config.network());
    linear = new Linear(weights.root().in("head"), encoder.widths().getLast(), classes);
    dropout = config.head().dropout();
    frozen = config.training().freezeEncoder();
    if (frozen) {
      weights.parametersIn("encoder.").forEach(p -> p.set_requires_grad(false));
    }
  }

  Weights weights() {
    return weights;
  }

  /// Scores before softmax or sigmoid, float32.
  Tensor logits(Tensor x) {
    boolean training = weights.training();
    Tensor features = frozen ? withoutGradient(x) : pool(x);
    return linear
        .forward(dropout > 0 ? torch.dropout(features, dropout, training) : features)
        .to(torch.ScalarType.Float);
  }

  private Tensor pool(Tensor x) {
    Tensor last = encoder.forward(x).getLast();
    return last.to(torch.ScalarType.Float)
        .mean(new long[] {2, 3, 4}, false, new ScalarTypeOptional());
  }

  /// A frozen encoder stands still in its running statistics too.
  private Tensor withoutGradient(Tensor x) {
    try (Weights.Standing still = weights.standing();
        Grad off = Grad.disabled()) {
      return pool(x);
    }
  }
}

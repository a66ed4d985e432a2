package org.cdssl.network.transformer;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.Size3;
import org.cdssl.engine.Weights;
import org.cdssl.network.Linear;

/// x ← x + attention(LN(x)), then x ← x + MLP(LN(x)) with one hidden layer and GELU. No dropout and
/// no stochastic depth: the reference asks for the latter and never applies it (METHOD G-U1).
final class TransformerBlock {
  private final LayerNorm norm1;
  private final Attention attention;
  private final LayerNorm norm2;
  private final Linear fc1;
  private final Linear fc2;

  TransformerBlock(
      Weights.Scope scope,
      int channels,
      int heads,
      int mlpRatio,
      List<Integer> reduction,
      boolean hasClass,
      BlockStyle style) {
    norm1 = new LayerNorm(scope.in("norm1"), channels, style.eps());
    attention = new Attention(scope.in("attn"), channels, heads, reduction, hasClass, style);
    norm2 = new LayerNorm(scope.in("norm2"), channels, style.eps());
    fc1 = Linear.small(scope.in("mlp").in("fc1"), channels, channels * mlpRatio);
    fc2 = Linear.small(scope.in("mlp").in("fc2"), channels * mlpRatio, channels);
  }

  /// @param x tokens `[N, T, C]`, float32
  Tensor forward(Tensor x, Size3 grid) {
    Tensor h = x.add(attention.forward(norm1.forward(x), grid));
    return h.add(fc2.forward(torch.gelu(fc1.forward(norm2.forward(h)))));
  }
}

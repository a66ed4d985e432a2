package org.cdssl.network.transformer;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.Size3;
import org.cdssl.engine.Bfloat16;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Weights;
import org.cdssl.network.Linear;

/// Multi-head attention whose keys and values come from a reduced map (spatial reduction, SR; Wang
/// et al. 2021, METHOD C.3): the tokens, as a map, go through a convolution with kernel and stride
/// R, and a layer norm. A class token bypasses the convolution and is first among keys and values.
///
/// softmax(q kᵀ / √(C / heads)) v without a mask, through libtorch's scaled-dot-product attention.
final class Attention {
  private final Linear q;
  private final Linear kv;
  private final Linear proj;
  private final PatchProjection reduce;
  private final LayerNorm reducedNorm;
  private final long heads;
  private final boolean hasClass;
  private final Compute compute;

  /// @param reduction R along each axis; all 1: none
  Attention(
      Weights.Scope scope,
      int channels,
      int heads,
      List<Integer> reduction,
      boolean hasClass,
      BlockStyle style) {
    this.heads = heads;
    this.hasClass = hasClass;
    compute = scope.compute();
    q = style.attentionLinear(scope.in("q"), channels, channels);
    kv = style.attentionLinear(scope.in("kv"), channels, 2 * channels);
    proj = Linear.small(scope.in("proj"), channels, channels);
    boolean reduces = reduction.stream().anyMatch(r -> r > 1);
    reduce = reduces ? new PatchProjection(scope.in("sr"), channels, channels, reduction) : null;
    reducedNorm = reduces ? new LayerNorm(scope.in("norm"), channels, style.eps()) : null;
  }

  /// @param x tokens `[N, T, C]`
  /// @param grid of the tokens apart from the class token
  Tensor forward(Tensor x, Size3 grid) {
    Tensor queries = split(q.forward(x), 1).get(0);
    List<Tensor> keysAndValues = split(kv.forward(reduced(x, grid)), 2);
    Tensor keys = keysAndValues.get(0);
    Tensor values = keysAndValues.get(1);
    Tensor mixed =
        Bfloat16.product(
            compute,
            is -> torch.scaled_dot_product_attention(is.of(queries), is.of(keys), is.of(values)));
    return proj.forward(mixed.transpose(1, 2).reshape(x.size(0), x.size(1), x.size(2)));
  }

  private Tensor reduced(Tensor x, Size3 grid) {
    if (reduce == null) {
      return x;
    }
    Tensor few = reduce.forward(Tokens.map(hasClass ? Tokens.rest(x) : x, grid));
    return reducedNorm.forward(hasClass ? Tokens.join(Tokens.first(x), few) : few);
  }

  /// `[N, T, parts·C]` → `parts` times `[N, heads, T, C / heads]`.
  private List<Tensor> split(Tensor x, int parts) {
    long channels = x.size(2) / parts;
    Tensor split =
        x.reshape(x.size(0), x.size(1), parts, heads, channels / heads).permute(2, 0, 3, 1, 4);
    return parts == 1
        ? List.of(split.select(0, 0))
        : List.of(split.select(0, 0), split.select(0, 1));
  }
}

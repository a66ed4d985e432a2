package org.cdssl.network.transformer;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.Size3;

/// Between maps and tokens. Where there is a class token it is the first.
final class Tokens {
  private Tokens() {}

  /// `[N, C, d, h, w]` → `[N, d·h·w, C]`.
  static Tensor of(Tensor map) {
    return map.flatten(2, -1).transpose(1, 2);
  }

  /// `[N, d·h·w, C]` → `[N, C, d, h, w]`.
  static Tensor map(Tensor tokens, Size3 grid) {
    return tokens
        .transpose(1, 2)
        .reshape(tokens.size(0), tokens.size(2), grid.d(), grid.h(), grid.w());
  }

  /// The class token `[N, 1, C]`.
  static Tensor first(Tensor tokens) {
    return tokens.narrow(1, 0, 1);
  }

  /// All tokens but the class token.
  static Tensor rest(Tensor tokens) {
    return tokens.narrow(1, 1, tokens.size(1) - 1);
  }

  /// One behind the other, float32.
  static Tensor join(Tensor first, Tensor rest) {
    return torch.cat(
        new TensorVector(first.to(torch.ScalarType.Float), rest.to(torch.ScalarType.Float)), 1);
  }
}

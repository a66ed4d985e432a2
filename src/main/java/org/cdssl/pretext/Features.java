package org.cdssl.pretext;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// From maps to vectors, and what heads do to vectors.
public final class Features {
  private Features() {}

  /// Global average pooling in float32: `[N, C, d, h, w]` → `[N, C]`.
  public static Tensor pool(Tensor map) {
    return map.mean(new long[] {2, 3, 4}, false, new ScalarTypeOptional(torch.ScalarType.Float));
  }

  /// Rows of `[N, C]` divided by their length, float32.
  public static Tensor unit(Tensor rows) {
    Tensor wide = rows.to(torch.ScalarType.Float);
    return wide.div(
        wide.mul(wide)
            .sum(new long[] {1}, true, new ScalarTypeOptional())
            .add(new Scalar(1e-24))
            .sqrt());
  }
}

package org.cdssl.pretext;

import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// From maps to vectors.
public final class Features {
  private Features() {}

  /// Global average pooling in float32: `[N, C, d, h, w]` → `[N, C]`.
  public static Tensor pool(Tensor map) {
    return map.mean(new long[] {2, 3, 4}, false, new ScalarTypeOptional(torch.ScalarType.Float));
  }
}

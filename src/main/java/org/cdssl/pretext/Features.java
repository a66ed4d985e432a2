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
    ScalarTypeOptional wide = new ScalarTypeOptional(torch.ScalarType.Float);
    long voxels = map.size(2) * map.size(3) * map.size(4);
    Scalar share = new Scalar(1.0 / voxels);
    if (map.stride(1) != 1) {
      return map.sum(new long[] {2, 3, 4}, false, wide).mul(share);
    }
    // Of a channels-last map: over rows of channels, as else the gradient comes in another layout
    // than the map. Not a mean: its gradient is divided only after it was spread over all voxels.
    Tensor rows = map.permute(0, 2, 3, 4, 1).reshape(map.size(0), voxels, map.size(1));
    return rows.sum(new long[] {1}, false, wide).mul(share);
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

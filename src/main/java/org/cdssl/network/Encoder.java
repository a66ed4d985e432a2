package org.cdssl.network;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A 3D backbone: what pre-training exports and every downstream task starts from.
public interface Encoder {
  /// Feature maps from fine to coarse, the stem first.
  ///
  /// @param x `[N, C, D, H, W]`
  /// @return one `[N, widths(i), d, h, w]` for each entry of [#widths]
  List<Tensor> forward(Tensor x);

  /// Channels of the maps that [#forward] gives.
  List<Integer> widths();
}

package org.cdssl.network;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Compute;

/// Convolutions of maps that are two voxels deep, in float32.
///
/// oneDNN 3.7.1, which libtorch 2.10 convolves with on a CPU, reads memory that nobody wrote when
/// it computes the weight gradient of a bfloat16 convolution with stride 1 and a kernel of 3 over a
/// depth of exactly 2: the gradient then holds garbage up to 1e34 or NaN, and differs from run to
/// run. Every other depth is right. Such maps are small (4×4×2 at the third stage of the default
/// network), so float32 costs nothing that can be measured.
final class Depth2 {
  private Depth2() {}

  static Tensor conv3d(
      Compute compute,
      Tensor x,
      Tensor weight,
      TensorOptional bias,
      long[] padding,
      long[] dilation,
      long[] stride) {
    if (compute.isCuda()) {
      return torch.conv3d(x, weight, bias, stride, padding, dilation, 1);
    }
    try (Autocast off = Autocast.disabled(compute)) {
      return torch.conv3d(x.to(torch.ScalarType.Float), weight, bias, stride, padding, dilation, 1);
    }
  }
}

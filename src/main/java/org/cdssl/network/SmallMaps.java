package org.cdssl.network;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Compute;

/// Convolutions of maps that oneDNN computes wrongly in bfloat16, in float32.
///
/// The weight gradient of oneDNN 3.7.1, which libtorch 2.10 convolves with on a CPU, uses memory
/// that nobody wrote, and writes memory that is not its own, for some small maps in bfloat16: it
/// then holds garbage up to 1e37 or NaN and differs from run to run, or the process dies. Of 3³
/// kernels that is a depth of exactly 2 with stride 1, and a height or width of 1 with a larger
/// stride; of larger kernels some maps that are smaller than the kernel. All other sizes were found
/// right. Such maps are small (4×4×2 at the third stage of the default network), so float32 costs
/// nothing that can be measured.
///
/// In float32 the same happens, on processors without AMX, to the weight gradient of one input
/// channel and a number of output channels that is no multiple of 16 (1,500 random shapes; no other
/// was wrong in channels-last layout). Such a kernel is padded with zeros to the next multiple.
final class SmallMaps {
  private static final long LANES = 16;
  private static final Scalar ZERO = new Scalar(0f);

  private SmallMaps() {}

  /// `torch.conv3d` without groups.
  static Tensor conv3d(
      Compute compute,
      Tensor x,
      Tensor weight,
      TensorOptional bias,
      long[] stride,
      long[] padding,
      long[] dilation) {
    long lanes = weight.size(0) % LANES;
    if (!compute.isCuda() && weight.size(1) == 1 && lanes != 0 && weight.size(4) > 1) {
      long out = weight.size(0);
      long more = LANES - lanes;
      Tensor wide =
          torch.constant_pad_nd(weight, new long[] {0, 0, 0, 0, 0, 0, 0, 0, 0, more}, ZERO);
      TensorOptional wideBias =
          bias.has_value()
              ? new TensorOptional(torch.constant_pad_nd(bias.get(), new long[] {0, more}, ZERO))
              : bias;
      return conv3d(compute, x, wide, wideBias, stride, padding, dilation).narrow(1, 0, out);
    }
    if (compute.isCuda() || !wrong(x, weight, stride)) {
      return torch.conv3d(x, weight, bias, stride, padding, dilation, 1);
    }
    try (Autocast off = Autocast.disabled(compute)) {
      return torch.conv3d(x.to(torch.ScalarType.Float), weight, bias, stride, padding, dilation, 1);
    }
  }

  private static boolean wrong(Tensor x, Tensor weight, long[] stride) {
    boolean strided = stride[0] > 1 || stride[1] > 1 || stride[2] > 1;
    boolean flat = x.size(3) == 1 || x.size(4) == 1;
    boolean wrong = weight.size(2) > 1 && x.size(2) == 2 && stride[0] == 1;
    wrong |= strided && flat;
    for (int axis = 2; axis < 5; axis++) {
      wrong |= weight.size(axis) > 3 && x.size(axis) < weight.size(axis);
    }
    return wrong;
  }
}

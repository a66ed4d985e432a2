package org.cdssl.network;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.NetworkConfig;
import org.cdssl.config.NetworkConfig.Shortcut;
import org.cdssl.engine.Weights;

/// conv – norm – act – conv – norm – add – act, the residual block of ResNet-18.
///
/// Where size or width changes the shortcut is either B, a strided 1³ convolution with norm, or A,
/// the strided input with zero channels appended.
final class BasicBlock {
  private final Conv3d conv1;
  private final Norm bn1;
  private final Conv3d conv2;
  private final Norm bn2;
  private final Activation activation;
  private final Conv3d project;
  private final Norm projectNorm;
  private final long[] sliceStride;
  private final int padChannels;

  BasicBlock(
      Weights.Scope scope,
      int in,
      int out,
      List<Integer> stride,
      int dilation,
      NetworkConfig config) {
    conv1 = new Conv3d(scope.in("conv1"), in, out, config.blockKernel(), stride, dilation, false);
    bn1 = new Norm(scope.in("bn1"), config.norm(), out);
    conv2 =
        new Conv3d(
            scope.in("conv2"), out, out, config.blockKernel(), List.of(1, 1, 1), dilation, false);
    bn2 = new Norm(scope.in("bn2"), config.norm(), out);
    activation = new Activation(config.activation());
    boolean changes = in != out || stride.stream().anyMatch(s -> s != 1);
    boolean b = changes && config.shortcut() == Shortcut.B;
    project =
        b
            ? new Conv3d(
                scope.in("downsample").in("0"),
                in,
                out,
                List.of(1, 1, 1),
                stride,
                1,
                config.shortcutBias())
            : null;
    projectNorm = b ? new Norm(scope.in("downsample").in("1"), config.norm(), out) : null;
    sliceStride = changes && !b ? Conv3d.longs(stride) : null;
    padChannels = out - in;
  }

  Tensor forward(Tensor x) {
    Tensor h = activation.forward(bn1.forward(conv1.forward(x)));
    h = bn2.forward(conv2.forward(h));
    return activation.forward(h.add(shortcut(x)));
  }

  private Tensor shortcut(Tensor x) {
    if (project != null) {
      return projectNorm.forward(project.forward(x));
    }
    if (sliceStride == null) {
      return x;
    }
    Tensor strided =
        torch.avg_pool3d(
            x,
            new long[] {1, 1, 1},
            sliceStride,
            new long[] {0, 0, 0},
            false,
            true,
            new org.bytedeco.pytorch.LongOptional());
    return padChannels == 0
        ? strided
        : torch.constant_pad_nd(
            strided, new long[] {0, 0, 0, 0, 0, 0, 0, padChannels}, new Scalar(0f));
  }
}

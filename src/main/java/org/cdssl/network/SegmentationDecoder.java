package org.cdssl.network;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.NetworkConfig;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Weights;

/// U-Net decoder with skips on any [Encoder] (METHOD C.2): each level upsamples (trilinear) to the
/// size of the encoder map it mirrors, concatenates that map, and applies (conv3³ – norm – ReLU) ×
/// 2; the last level mirrors the input and has no skip; then conv3³ to one map a class.
///
/// Sizes are taken from the maps, so any strides will do: a stem of stride 1 makes the last level
/// work at the size it already has. 9,451,987 parameters at the default widths with 3 classes.
public final class SegmentationDecoder {
  private final List<Level> levels = new ArrayList<>();
  private final Conv3d last;
  private final Compute compute;

  private record Level(Conv3d conv1, Norm norm1, Conv3d conv2, Norm norm2) {}

  /// @param encoderWidths of [Encoder#widths], fine to coarse
  /// @param widths channels of the levels, coarse to fine; as many as the encoder has maps
  /// @param classes output maps, background included
  /// @param norm instance normalisation suits batches of one or two patches
  public SegmentationDecoder(
      Weights.Scope scope,
      List<Integer> encoderWidths,
      List<Integer> widths,
      int classes,
      NetworkConfig.Norm norm) {
    this(scope, encoderWidths, widths, classes, norm, List.of(3, 3, 3));
  }

  /// @param kernel of [NetworkConfig#decoderKernel]
  public SegmentationDecoder(
      Weights.Scope scope,
      List<Integer> encoderWidths,
      List<Integer> widths,
      int classes,
      NetworkConfig.Norm norm,
      List<Integer> kernel) {
    if (widths.size() != encoderWidths.size()) {
      throw new IllegalArgumentException(
          "an encoder of "
              + encoderWidths.size()
              + " maps needs as many decoder widths, got "
              + widths);
    }
    compute = scope.compute();
    int previous = encoderWidths.getLast();
    for (int m = 0; m < widths.size(); m++) {
      int width = widths.get(m);
      int mirrored = encoderWidths.size() - 2 - m;
      int skip = mirrored >= 0 ? encoderWidths.get(mirrored) : 0;
      Weights.Scope level = scope.in("level" + (m + 1));
      levels.add(
          new Level(
              Conv3d.same(level.in("conv1"), previous + skip, width, kernel, false),
              new Norm(level.in("norm1"), norm, width),
              Conv3d.same(level.in("conv2"), width, width, kernel, false),
              new Norm(level.in("norm2"), norm, width)));
      previous = width;
    }
    last = Conv3d.same(scope.in("last"), previous, classes, kernel, true);
  }

  /// @param maps what the encoder gave, stem first
  /// @param input the encoder's input; only its size is used
  /// @return logits `[N, classes, D, H, W]` at the input's size
  public Tensor forward(List<Tensor> maps, Tensor input) {
    Tensor h = maps.getLast();
    for (int m = 0; m < levels.size(); m++) {
      int mirrored = maps.size() - 2 - m;
      h = mirrored >= 0 ? joined(h, maps.get(mirrored)) : upsampled(h, input);
      Level level = levels.get(m);
      h = Activation.RELU.forward(level.norm1.forward(level.conv1.forward(h)));
      h = Activation.RELU.forward(level.norm2.forward(level.conv2.forward(h)));
    }
    return last.forward(h);
  }

  private Tensor joined(Tensor coarse, Tensor skip) {
    // autocast would widen both to float32 first, for nothing
    try (Autocast off = Autocast.disabled(compute)) {
      Tensor up = upsampled(coarse, skip);
      return torch.cat(new TensorVector(up.to(skip.scalar_type()), skip), 1);
    }
  }

  private Tensor upsampled(Tensor x, Tensor like) {
    long[] size = {like.size(2), like.size(3), like.size(4)};
    if (x.size(2) == size[0] && x.size(3) == size[1] && x.size(4) == size[2]) {
      return x;
    }
    try (Autocast off = Autocast.disabled(compute)) {
      return torch.upsample_trilinear3d(
          x, size, false, new DoubleOptional(), new DoubleOptional(), new DoubleOptional());
    }
  }
}

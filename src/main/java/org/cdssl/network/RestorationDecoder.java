package org.cdssl.network;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.config.NetworkConfig;
import org.cdssl.engine.Weights;

/// The pre-training decoder: levels of upsample – (conv3³ – BN – ReLU) × 2, *no* skip connections,
/// then conv3³ to one channel; kernels are 1 along the depth where the encoder's are. METHOD B.8.
/// One level for each map of the encoder: five for the ResNet and the transformer with a stem, four
/// for the inflated PVT.
///
/// Level m upsamples (nearest) to the size of the encoder map it mirrors (of the ResNet layer3,
/// layer2, layer1, stem; last the input), so odd sizes and 25-slice inputs come back to exactly
/// their own size. 7,073,393 parameters at the default widths.
public final class RestorationDecoder {
  private final List<Level> levels = new ArrayList<>();
  private final List<Integer> widths;
  private final Conv3d last;

  private record Level(UpsampleConv3d conv1, Norm bn1, Conv3d conv2, Norm bn2) {}

  /// @param in channels of the coarsest encoder map
  public RestorationDecoder(Weights.Scope scope, int in, NetworkConfig config) {
    widths = List.copyOf(config.decoderWidths());
    List<Integer> kernel = config.decoderKernel();
    int previous = in;
    for (int m = 0; m < widths.size(); m++) {
      int width = widths.get(m);
      Weights.Scope level = scope.in("level" + (m + 1));
      levels.add(
          new Level(
              new UpsampleConv3d(level.in("conv1"), previous, width, kernel),
              Norm.batch(level.in("bn1"), width),
              Conv3d.same(level.in("conv2"), width, width, kernel, false),
              Norm.batch(level.in("bn2"), width)));
      previous = width;
    }
    last = Conv3d.same(scope.in("last"), previous, 1, kernel, true);
  }

  /// Channels of the levels, coarse to fine.
  public List<Integer> widths() {
    return widths;
  }

  /// The first `depth` levels, coarse to fine.
  ///
  /// @param maps what the encoder gave, stem first
  /// @param input the encoder's input; only its size is used
  /// @return `depth` maps `[N, widths(m), d, h, w]`
  public List<Tensor> forward(List<Tensor> maps, Tensor input, int depth) {
    List<Tensor> decoded = new ArrayList<>();
    Tensor h = maps.getLast();
    for (int m = 0; m < depth; m++) {
      int mirrored = maps.size() - 2 - m;
      Tensor like = mirrored >= 0 ? maps.get(mirrored) : input;
      Level level = levels.get(m);
      h = Activation.RELU.forward(level.bn1.forward(level.conv1.forward(h, like)));
      h = Activation.RELU.forward(level.bn2.forward(level.conv2.forward(h)));
      decoded.add(h);
    }
    return decoded;
  }

  /// The restoration before its activation: `[N, 1, D, H, W]` from the finest level.
  public Tensor restore(Tensor finest) {
    return last.forward(finest);
  }
}

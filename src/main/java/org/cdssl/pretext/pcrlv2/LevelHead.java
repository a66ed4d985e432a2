package org.cdssl.pretext.pcrlv2;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.NetworkConfig;
import org.cdssl.config.NetworkConfig.RestoreActivation;
import org.cdssl.config.NetworkConfig.RestoreHead;
import org.cdssl.engine.Weights;
import org.cdssl.network.Activation;
import org.cdssl.network.Conv3d;
import org.cdssl.network.Linear;
import org.cdssl.network.Norm;
import org.cdssl.pretext.Features;

/// The heads of one decoder level with C channels (METHOD B.4, B.8).
///
/// - z = BN(GAP(features)), no projector before it
/// - p = Linear(C→2C) – BN – ReLU – Linear(2C→C) of z
/// - deep supervision: conv3³(C→C) – BN – ReLU – conv1³(C→1) (2D style) or conv3³(C→1) – BN (3D
///   style), sigmoid where the targets are in [0,1], then trilinear to full size
final class LevelHead {
  private final Norm projectionNorm;
  private final Linear hidden;
  private final Norm hiddenNorm;
  private final Linear out;
  private final Conv3d mapConv;
  private final Norm mapNorm;
  private final Conv3d mapOut;
  private final RestoreActivation activation;

  LevelHead(Weights.Scope scope, int channels, NetworkConfig config) {
    projectionNorm = Norm.batch(scope.in("norm"), channels);
    hidden = new Linear(scope.in("predict").in("0"), channels, 2 * channels);
    hiddenNorm = Norm.batch(scope.in("predict").in("1"), 2 * channels);
    out = new Linear(scope.in("predict").in("3"), 2 * channels, channels);
    boolean twoD = config.restoreHead() == RestoreHead.TWO_D;
    mapConv =
        Conv3d.same(
            scope.in("map").in("0"), channels, twoD ? channels : 1, config.decoderKernel(), true);
    mapNorm = Norm.batch(scope.in("map").in("1"), twoD ? channels : 1);
    mapOut = twoD ? Conv3d.same(scope.in("map").in("3"), channels, 1, 1, true) : null;
    activation = config.restoreActivation();
  }

  /// @param features `[N, C, d, h, w]`
  Projection project(Tensor features) {
    Tensor pooled = Features.pool(features);
    Tensor z = projectionNorm.forward(pooled);
    Tensor h = Activation.RELU.forward(hiddenNorm.forward(hidden.forward(z)));
    return new Projection(z, out.forward(h).to(torch.ScalarType.Float));
  }

  /// Deep-supervision map at the size of `like`: `[N, 1, D, H, W]`, float32.
  Tensor restore(Tensor features, Tensor like) {
    Tensor h = mapNorm.forward(mapConv.forward(features));
    if (mapOut != null) {
      h = mapOut.forward(Activation.RELU.forward(h));
    }
    h = activate(h.to(torch.ScalarType.Float), activation);
    long[] size = {like.size(2), like.size(3), like.size(4)};
    if (h.size(2) == size[0] && h.size(3) == size[1] && h.size(4) == size[2]) {
      return h;
    }
    return torch.upsample_trilinear3d(
        h, size, false, new DoubleOptional(), new DoubleOptional(), new DoubleOptional());
  }

  static Tensor activate(Tensor map, RestoreActivation activation) {
    return switch (activation) {
      case SIGMOID -> torch.sigmoid(map);
      case LINEAR -> map;
    };
  }
}

package org.cdssl.transfer.segmentation;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.config.NetworkConfig;
import org.cdssl.config.NetworkConfig.Norm;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Weights;
import org.cdssl.network.Encoder;
import org.cdssl.network.Encoders;
import org.cdssl.network.SegmentationDecoder;

/// Encoder and skip decoder: tensors named `encoder.` and `head.`.
final class SegmentationNetwork {
  private final Weights weights;
  private final Encoder encoder;
  private final SegmentationDecoder decoder;
  private final boolean frozen;

  /// @param classes that are told apart, background included
  /// @param frozen whether the encoder is left as it is, running statistics included
  SegmentationNetwork(
      Weights weights, NetworkConfig network, Norm decoderNorm, int classes, boolean frozen) {
    this.weights = weights;
    this.frozen = frozen;
    encoder = Encoders.of(weights.root().in("encoder"), network);
    decoder =
        new SegmentationDecoder(
            weights.root().in("head"),
            encoder.widths(),
            network.decoderWidths(),
            classes,
            decoderNorm);
  }

  /// @param x `[N, 1, D, H, W]`
  /// @return logits `[N, classes, D, H, W]`
  Tensor logits(Tensor x) {
    return decoder.forward(frozen ? frozenMaps(x) : encoder.forward(x), x);
  }

  private List<Tensor> frozenMaps(Tensor x) {
    try (Weights.Standing still = weights.standing();
        Grad off = Grad.disabled()) {
      return encoder.forward(x);
    }
  }
}

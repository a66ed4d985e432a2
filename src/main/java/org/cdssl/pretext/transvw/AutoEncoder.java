package org.cdssl.pretext.transvw;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.NetworkConfig;
import org.cdssl.config.Size3;
import org.cdssl.engine.Adam;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.cdssl.network.Encoder;
import org.cdssl.network.Encoders;
import org.cdssl.network.RestorationDecoder;
import org.cdssl.pretext.Features;

/// Encoder and decoder without skip connections that restore whole images, trained with the mean
/// squared error (METHOD D.3). What the encoder makes of an image, averaged, is its feature.
final class AutoEncoder {
  private final Compute compute;
  private final Size3 size;
  private final Weights weights;
  private final Encoder encoder;
  private final RestorationDecoder decoder;
  private final Adam adam;

  AutoEncoder(NetworkConfig network, Size3 size, Compute compute) {
    this.compute = compute;
    this.size = size;
    weights = new Weights(compute);
    encoder = Encoders.of(weights.root().in("encoder"), network);
    decoder =
        new RestorationDecoder(weights.root().in("decoder"), encoder.widths().getLast(), network);
    adam = new Adam(weights, 0);
  }

  /// One step of Adam.
  ///
  /// @param images `[N, D, H, W]`, intensities in [0,1]
  /// @return the error before it
  double step(float[] images, double learningRate) {
    try (StepScope scope = StepScope.open()) {
      Tensor x = tensor(images);
      Tensor finest = decoder.forward(encoder.forward(x), x, decoder.widths().size()).getLast();
      Tensor restored = torch.sigmoid(decoder.restore(finest));
      Tensor loss = torch.mse_loss(restored, x);
      loss.backward();
      adam.step(learningRate, 1);
      return loss.item_float();
    } finally {
      weights.clearGradients();
    }
  }

  /// Feature of one image `[D, H, W]`, by the running statistics of the norms.
  float[] feature(float[] image) {
    try (Weights.Standing still = weights.standing();
        StepScope scope = StepScope.open();
        Grad off = Grad.disabled()) {
      return TensorIo.floats(Features.pool(encoder.forward(tensor(image)).getLast()));
    }
  }

  private Tensor tensor(float[] images) {
    return TensorIo.copyOf(
        images, compute, images.length / size.voxels(), 1, size.d(), size.h(), size.w());
  }
}

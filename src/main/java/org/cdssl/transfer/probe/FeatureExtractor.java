package org.cdssl.transfer.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.CdsslException;
import org.cdssl.config.Size3;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Precision;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.cdssl.image.PreparedImage;
import org.cdssl.network.Encoder;
import org.cdssl.view.InputMaker;

/// Frozen features: the encoder's last map, averaged over space.
///
/// Normalisation layers use running statistics, so a feature depends on its image alone and not on
/// what shares its batch; nothing of the weights is changed.
///
/// @param weights that the encoder is part of
/// @param batchSize images that go through the network at once
public record FeatureExtractor(
    Encoder encoder, Weights weights, Precision precision, int batchSize) {

  /// Components of a feature.
  public int width() {
    return encoder.widths().getLast();
  }

  /// Features `[count][width]`.
  ///
  /// @param maker makes the network's input of an image
  /// @param image the i-th image; asked for in order, once each
  /// @throws CdsslException NUMERICAL where a feature is not finite
  public float[][] of(int count, InputMaker maker, IntFunction<PreparedImage> image) {
    float[][] features = new float[count][];
    try (Weights.Standing still = weights.standing()) {
      for (int from = 0; from < count; from += batchSize) {
        int n = Math.min(batchSize, count - from);
        float[] pooled = forward(maker, image, from, n);
        for (float value : pooled) {
          if (!Float.isFinite(value)) {
            throw new CdsslException(
                CdsslException.Kind.NUMERICAL,
                "the encoder's features are not finite (" + value + "): its weights are ruined");
          }
        }
        for (int i = 0; i < n; i++) {
          features[from + i] = Arrays.copyOfRange(pooled, i * width(), (i + 1) * width());
        }
      }
    }
    return features;
  }

  /// Estimates the running statistics on some images, until the block ends.
  ///
  /// Those of training are a mixture of X-rays, volumes and local views; those of random weights
  /// are not statistics at all but 0 and 1. Without labels, and from the images a probe is fitted
  /// on alone.
  ///
  /// @param image the i-th image; asked for once each at most, in an order of its own
  public Weights.FreshStatistics statisticsOf(
      int count, InputMaker maker, IntFunction<PreparedImage> image) {
    // labelled lists are often sorted by class
    List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    Collections.shuffle(order, new Random(0));
    Weights.FreshStatistics statistics = weights.freshStatistics();
    try {
      // what is left over would weigh as much as a whole batch
      for (int from = 0; from == 0 || from + batchSize <= count; from += batchSize) {
        forward(maker, i -> image.apply(order.get(i)), from, Math.min(batchSize, count - from));
      }
      statistics.settle();
      return statistics;
    } catch (RuntimeException e) {
      statistics.close();
      throw e;
    }
  }

  /// Pooled features of `n` images from the `from`-th on.
  private float[] forward(InputMaker maker, IntFunction<PreparedImage> image, int from, int n) {
    Size3 size = maker.size();
    float[] batch = new float[n * size.voxels()];
    for (int i = 0; i < n; i++) {
      maker.fixed(image.apply(from + i), batch, i * size.voxels());
    }
    try (StepScope scope = StepScope.open();
        Grad off = Grad.disabled();
        Autocast cast = Autocast.with(precision, weights.compute())) {
      Tensor x = TensorIo.copyOf(batch, weights.compute(), n, 1, size.d(), size.h(), size.w());
      List<Tensor> maps = encoder.forward(x);
      return TensorIo.floats(maps.getLast().to(torch.ScalarType.Float).mean(2, 3, 4));
    }
  }
}

package org.cdssl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cdssl.network.TestNetworks.normal;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.NetworkConfig.Norm;
import org.cdssl.engine.Compute;
import org.cdssl.engine.StateDict;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.junit.jupiter.api.Test;

/// METHOD C.2.
class SegmentationDecoderTest {
  // made outside of any step scope
  private static final Compute CPU = TestNetworks.CPU;
  private static final Compute META = TestNetworks.META;
  private static final List<Integer> V1 = List.of(64, 64, 128, 256, 512);

  @Test
  void hasTheParametersOfTheTable() {
    Weights weights = new Weights(META);
    var _ =
        new SegmentationDecoder(weights.root(), V1, List.of(256, 128, 64, 32, 16), 3, Norm.BATCH);
    assertThat(weights.count("")).isEqualTo(9_451_987);
    assertThat(weights.count("last.")).isEqualTo(27 * 16 * 3 + 3);
  }

  @Test
  void followsTheSizesOfTheMapsWhateverTheStrides() {
    try (StepScope scope = StepScope.open()) {
      Weights weights = new Weights(CPU);
      SegmentationDecoder decoder =
          new SegmentationDecoder(
              weights.root(), List.of(4, 6, 8), List.of(8, 6, 4), 3, Norm.INSTANCE);
      Tensor input = normal(1, 2, 1, 7, 13, 10);
      List<Tensor> maps =
          List.of(
              normal(2, 2, 4, 7, 13, 10), // a stem of stride 1
              normal(3, 2, 6, 7, 5, 4), // no stride along the depth, three along the height
              normal(4, 2, 8, 3, 2, 2));
      Tensor logits = decoder.forward(maps, input);
      assertThat(StateDict.shape(logits)).containsExactly(2, 3, 7, 13, 10);
    }
  }

  @Test
  void everySkipReachesTheResult() {
    try (StepScope scope = StepScope.open()) {
      Weights weights = new Weights(CPU);
      SegmentationDecoder decoder =
          new SegmentationDecoder(
              weights.root(), List.of(4, 6, 8), List.of(8, 6, 4), 2, Norm.BATCH);
      Tensor input = normal(1, 1, 1, 8, 8, 8);
      Tensor[] maps = {
        normal(2, 1, 4, 4, 4, 4), normal(3, 1, 6, 2, 2, 2), normal(4, 1, 8, 1, 1, 2)
      };
      for (Tensor map : maps) {
        map.set_requires_grad(true);
      }
      Tensor logits = decoder.forward(List.of(maps), input);
      logits.mul(normal(5, 1, 2, 8, 8, 8)).sum().backward();
      for (Tensor map : maps) {
        assertThat(map.grad().abs().sum().item_float()).isPositive();
      }
    }
  }

  @Test
  void aDoubledSizeIsTorchsTrilinearUpsampling() {
    try (StepScope scope = StepScope.open()) {
      // kernels that pass the middle voxel on make the whole decoder an upsampling
      Weights weights = new Weights(CPU);
      SegmentationDecoder decoder =
          new SegmentationDecoder(weights.root(), List.of(1), List.of(1), 1, Norm.BATCH);
      weights.setTraining(false);
      try (var off = org.cdssl.engine.Grad.disabled()) {
        weights
            .parametersIn("")
            .forEach(p -> {
              if (p.dim() == 5) {
                p.zero_();
                p.select(2, 1).select(2, 1).select(2, 1).fill_(new org.bytedeco.pytorch.Scalar(1f));
              }
            });
      }
      Tensor map = torch.rand(new long[] {1, 1, 3, 4, 5});
      Tensor result = decoder.forward(List.of(map), torch.zeros(new long[] {1, 1, 6, 8, 10}));
      float[] got = TensorIo.floats(result);
      float[] in = TensorIo.floats(map);
      // voxel (1, 1, 1) of the fine grid lies a quarter behind voxel 0 of the coarse one
      double expected = 0;
      for (int z = 0; z < 2; z++) {
        for (int y = 0; y < 2; y++) {
          for (int x = 0; x < 2; x++) {
            double w = (z == 0 ? 0.75 : 0.25) * (y == 0 ? 0.75 : 0.25) * (x == 0 ? 0.75 : 0.25);
            expected += w * in[(z * 4 + y) * 5 + x];
          }
        }
      }
      assertThat((double) got[(8 + 1) * 10 + 1])
          .isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-4));
    }
  }

  @Test
  void anotherNumberOfLevelsThanMapsIsRefused() {
    assertThatThrownBy(() ->
            new SegmentationDecoder(new Weights(META).root(), V1, List.of(8, 8), 3, Norm.BATCH))
        .hasMessageContaining("5 maps");
  }
}

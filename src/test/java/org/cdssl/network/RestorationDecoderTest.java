package org.cdssl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cdssl.network.TestNetworks.CPU;
import static org.cdssl.network.TestNetworks.META;
import static org.cdssl.network.TestNetworks.narrow;
import static org.cdssl.network.TestNetworks.normal;
import static org.cdssl.network.TestNetworks.paper;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.config.NetworkConfig;
import org.cdssl.engine.Grad;
import org.cdssl.engine.StateDict;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// METHOD B.8, I.2, I.3.
class RestorationDecoderTest {
  @Test
  void hasTheParametersOfTheTable() {
    Weights weights = new Weights(META);
    var _ = new RestorationDecoder(weights.root(), 512, paper());
    assertThat(weights.count("")).isEqualTo(7_073_393);
    assertThat(weights.count("last.")).isEqualTo(16 * 27 + 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,32,64,64   | 2,4,4  4,8,8  8,16,16  16,32,32  32,64,64",
        "2,16,32,32   | 1,2,2  2,4,4  4,8,8  8,16,16  16,32,32",
        "2,28,28,28   | 2,2,2  4,4,4  7,7,7  14,14,14  28,28,28",
        "1,25,220,220 | 2,14,14  4,28,28  7,55,55  13,110,110  25,220,220"
      })
  void levelsMirrorTheEncoder(String input, String expected) {
    NetworkConfig config = narrow();
    long[] size = longs(input);
    try (StepScope scope = StepScope.open();
        Grad off = Grad.disabled()) {
      Weights weights = new Weights(CPU);
      ResNet3d encoder = new ResNet3d(weights.root().in("encoder"), config);
      RestorationDecoder decoder =
          new RestorationDecoder(weights.root().in("decoder"), encoder.widths().getLast(), config);
      Tensor x = normal(5, size[0], 1, size[1], size[2], size[3]);
      List<Tensor> levels = decoder.forward(encoder.forward(x), x, 5);
      String[] sizes = expected.split(" +", -1);
      assertThat(levels).hasSize(5);
      for (int m = 0; m < 5; m++) {
        long[] shape = StateDict.shape(levels.get(m));
        assertThat(shape[0]).isEqualTo(size[0]);
        assertThat(shape[1]).isEqualTo(decoder.widths().get(m).longValue());
        assertThat(Arrays.copyOfRange(shape, 2, 5)).isEqualTo(longs(sizes[m]));
      }
      assertThat(StateDict.shape(decoder.restore(levels.getLast())))
          .containsExactly(size[0], 1, size[1], size[2], size[3]);
    }
  }

  /// Below the bottleneck nothing reaches the output: there are no skip connections.
  @Test
  void onlyTheCoarsestMapIsRead() {
    NetworkConfig config = narrow();
    Weights weights = new Weights(CPU);
    RestorationDecoder decoder = new RestorationDecoder(weights.root(), 5, config);
    Tensor x = normal(1, 2, 1, 16, 32, 32);
    ResNet3d encoder = new ResNet3d(new Weights(CPU).root(), config);
    List<Tensor> maps = encoder.forward(x);
    List<Tensor> others = maps.subList(0, 4).stream().map(m -> m.mul(m)).toList();
    List<Tensor> mixed = new java.util.ArrayList<>(others);
    mixed.add(maps.getLast());
    Tensor expected = decoder.forward(maps, x, 5).getLast();
    assertThat(TestNetworks.distance(decoder.forward(mixed, x.neg(), 5).getLast(), expected))
        .isZero();
  }

  @Test
  void fewerLevelsAreTheFirstOfAll() {
    NetworkConfig config = narrow();
    Weights weights = new Weights(CPU);
    ResNet3d encoder = new ResNet3d(weights.root().in("encoder"), config);
    RestorationDecoder decoder = new RestorationDecoder(weights.root().in("decoder"), 5, config);
    Tensor x = normal(1, 2, 1, 16, 32, 32);
    List<Tensor> maps = encoder.forward(x);
    List<Tensor> all = decoder.forward(maps, x, 5);
    assertThat(decoder.forward(maps, x, 0)).isEmpty();
    List<Tensor> two = decoder.forward(maps, x, 2);
    assertThat(two).hasSize(2);
    assertThat(TestNetworks.distance(two.get(1), all.get(1))).isZero();
  }

  private static long[] longs(String text) {
    return Arrays.stream(text.trim().split(",", -1)).mapToLong(Long::parseLong).toArray();
  }
}

package org.cdssl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.NetworkConfig;
import org.cdssl.config.Size3;
import org.junit.jupiter.api.Test;

class CostTest {
  private static final NetworkConfig V1 =
      new ConfigLoader()
          .preset("paper-resnet18.yaml", List.of(), ConfigLoader.Use.SETTINGS)
          .config()
          .network();

  /// METHOD H.1 and H.3, in GMAC.
  @Test
  void theCostOfV1IsThatOfTheTables() {
    double[][] table = {
      {64, 64, 32, 1.963, 5.323},
      {220, 220, 25, 21.36, 51.93},
      {28, 28, 28, 0.386, 0.933},
      {32, 32, 16, 0.258, 0.665},
      {16, 16, 16, 0.083, 0.166}
    };
    for (double[] row : table) {
      Cost cost = Cost.of(V1, new Size3((int) row[2], (int) row[0], (int) row[1]));
      assertThat(cost.encoder() / 1e9).isCloseTo(row[3], within(row[3] * 0.002 + 0.0005));
      assertThat(cost.decoder() / 1e9).isCloseTo(row[4], within(row[4] * 0.002 + 0.0005));
    }
    long heads =
        Cost.of(V1, new Size3(32, 64, 64)).heads().stream().mapToLong(Long::longValue).sum();
    assertThat(heads / 1e9).isCloseTo(1.758, within(0.002));
  }

  /// Of maps of 4 to 64 pixels a side: 9 · (768·256·4² + 384·128·8² + 192·64·16² + 96·32·32² +
  /// 48·16·64² + 16·64²).
  @Test
  void aFlatKernelHasNineTaps() {
    NetworkConfig flat =
        new ConfigLoader()
            .preset("resnet2d.yaml", List.of(), ConfigLoader.Use.SETTINGS)
            .config()
            .network();
    assertThat(Cost.of(flat, new Size3(1, 64, 64)).decoder()).isEqualTo(142_147_584);
  }

  /// METHOD C.2.
  @Test
  void segmentationCostsWhatTheMethodSays() {
    double[][] table = {
      {96, 96, 96, 13.25 + 45.5}, {192, 192, 64, 35.3 + 121.3}, {128, 128, 64, 15.7 + 53.9}
    };
    for (double[] row : table) {
      Size3 size = new Size3((int) row[2], (int) row[0], (int) row[1]);
      assertThat(Cost.segmentation(V1, size, 3) / 1e9).isCloseTo(row[3], within(row[3] * 0.002));
    }
  }

  /// METHOD H.4: 20.5 GMAC forward, 123 GFLOP a step and sample.
  @Test
  void theStepCostsWhatTheMethodSays() {
    double flops = Cost.stepFlops(V1, new Size3(32, 64, 64), new Size3(16, 32, 32), 6);
    assertThat(flops / 1e9).isCloseTo(123, within(0.5));
  }
}

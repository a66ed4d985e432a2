package org.cdssl.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.cdssl.config.Size3;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntensityWindowTest {
  @Test
  void hounsfieldUnitsAreClippedAndScaled() {
    IntensityWindow ct = IntensityWindow.of(Modality.CT, new float[] {1, 2}, 1);
    assertThat(ct.apply(-3024)).isEqualTo(0);
    assertThat(ct.apply(-1000)).isEqualTo(0);
    assertThat(ct.apply(-900)).isEqualTo(0.05f);
    assertThat(ct.apply(0)).isEqualTo(0.5f);
    assertThat(ct.apply(1000)).isEqualTo(1);
    assertThat(ct.apply(3071)).isEqualTo(1);
  }

  @Test
  void xraysAreDividedByTheirFullScale() {
    IntensityWindow window = IntensityWindow.of(Modality.XRAY, new float[] {10, 200}, 255);
    assertThat(window.apply(51)).isEqualTo(0.2f);
    // 8 bit values keep their exact share of 16 bit
    assertThat(window.quantise(new float[] {0, 1, 128, 255}))
        .containsExactly((short) 0, (short) 257, (short) (128 * 257), (short) 65535);
  }

  @Test
  void scaledImagesAreDividedByTheirFullScaleAndNotStretched() {
    float[] dim = {0, 51, 102};
    assertThat(IntensityWindow.of(Modality.SCALED, dim, 255).apply(51)).isEqualTo(0.2f);
    Preparation preparation =
        new Preparation(Dimension.D3, Modality.SCALED, 0, 0, new Size3(1, 1, 1));
    Volume dark =
        new Volume(2, 2, 2, new float[] {0, 1, 0, 1, 0, 0, 1, 1}, Geometry.ofSpacing(1, 1, 1));
    assertThat(preparation.prepare("v", dark, 255).values()[1])
        .as("a dark 8-bit volume stays dark")
        .isEqualTo((short) 257);
    assertThat(preparation.prepare("v", dark).values()[1]).isEqualTo((short) 65535);
  }

  @ParameterizedTest
  @EnumSource(names = {"MR", "OTHER"})
  void percentilesIgnoreZeros(Modality modality) {
    // 1001 values 1000 .. 2000 in any order among many zeros: 0.5 % is 1005, 99.5 % is 1995
    float[] values = new float[5000];
    for (int i = 0; i < 1001; i++) {
      values[i * 3] = 1000 + i * 400 % 1001;
    }
    assertThat(IntensityWindow.of(modality, values, 1)).isEqualTo(new IntensityWindow(1005, 1995));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1000, 4321})
  void percentilesAreThoseOfASortedCopy(int count) {
    Random random = new Random(count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(7) - 3));
    }
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    Percentiles percentiles = Percentiles.ofNonZero(values);
    for (double percent : new double[] {0, 0.5, 33.3, 50, 99.5, 100}) {
      double rank = percent / 100 * (count - 1);
      int below = (int) rank;
      int above = Math.min(below + 1, count - 1);
      double expected = sorted[below] + (rank - below) * (sorted[above] - (double) sorted[below]);
      assertThat((double) percentiles.at(percent))
          .isCloseTo(expected, within(1e-6 * Math.abs(expected) + 1e-12));
    }
  }

  @Test
  void percentilesIgnoreWhatIsNoNumber() {
    float[] values = {Float.NaN, 3, Float.POSITIVE_INFINITY, 0, -0f, 5, Float.NEGATIVE_INFINITY};
    Percentiles percentiles = Percentiles.ofNonZero(values);
    assertThat(percentiles.count()).isEqualTo(2);
    assertThat(percentiles.at(0)).isEqualTo(3);
    assertThat(percentiles.at(100)).isEqualTo(5);
  }

  @Test
  void aMaskKeepsItsWholeRange() {
    float[] mask = {0, 0, 255, 255, 0};
    assertThat(IntensityWindow.of(Modality.OTHER, mask, 1)).isEqualTo(new IntensityWindow(0, 255));
  }

  @Test
  void quantisedValuesAreWithinHalfAStep() {
    float[] values = TestVolumes.noise(1000, 3);
    IntensityWindow window = new IntensityWindow(0.1f, 0.9f);
    short[] quantised = window.quantise(values);
    for (int i = 0; i < values.length; i++) {
      assertThat((quantised[i] & 0xffff) / 65535f)
          .isCloseTo(window.apply(values[i]), within(0.51f / 65535));
    }
  }

  @Test
  void aWindowWithoutWidthIsRefused() {
    assertThatThrownBy(() -> new IntensityWindow(5, 5)).hasMessageContaining("low < high");
    assertThatThrownBy(() -> IntensityWindow.of(Modality.MR, new float[] {7, 7}, 1))
        .hasMessageContaining("every value is 7.0");
  }
}

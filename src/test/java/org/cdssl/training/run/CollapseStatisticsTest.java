package org.cdssl.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CollapseStatisticsTest {
  private static final SplittableRandom RANDOM = new SplittableRandom(9);

  private static float[] gaussian(int count, double scale) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (scale * RANDOM.nextGaussian());
    }
    return values;
  }

  @Test
  void itAgreesWithTheDefinitionWrittenOutPairByPair() {
    for (int[] shape : new int[][] {{2, 1}, {2, 5}, {7, 3}, {16, 33}}) {
      int samples = shape[0];
      int dimensions = shape[1];
      float[] x = gaussian(samples * dimensions, 3);
      double cosines = 0;
      for (int a = 0; a < samples; a++) {
        for (int b = 0; b < samples; b++) {
          cosines +=
              a == b
                  ? 0
                  : dot(x, a, b, dimensions) / length(x, a, dimensions) / length(x, b, dimensions);
        }
      }
      double std = 0;
      for (int d = 0; d < dimensions; d++) {
        double sum = 0;
        double squares = 0;
        for (int n = 0; n < samples; n++) {
          double u = x[n * dimensions + d] / length(x, n, dimensions);
          sum += u / samples;
          squares += u * u / samples;
        }
        std += Math.sqrt(Math.max(0, squares - sum * sum)) / dimensions;
      }
      CollapseStatistics statistics =
          CollapseStatistics.of(x, samples, dimensions, CollapseStatistics.SHARE);
      assertThat(statistics.meanCosine())
          .isCloseTo(cosines / (samples * (samples - 1)), within(1e-12));
      assertThat(statistics.meanStd()).isCloseTo(std, within(1e-7));
    }
  }

  private static double dot(float[] x, int a, int b, int dimensions) {
    double sum = 0;
    for (int d = 0; d < dimensions; d++) {
      sum += (double) x[a * dimensions + d] * x[b * dimensions + d];
    }
    return sum;
  }

  private static double length(float[] x, int n, int dimensions) {
    return Math.sqrt(dot(x, n, n, dimensions));
  }

  @Test
  void oppositeVectorsByHand() {
    CollapseStatistics statistics =
        CollapseStatistics.of(new float[] {3, 4, -6, -8}, 2, 2, CollapseStatistics.SHARE);
    assertThat(statistics.meanCosine()).isCloseTo(-1, within(1e-12));
    assertThat(statistics.meanStd()).isCloseTo(0.7, within(1e-12));
    assertThat(statistics.threshold()).isCloseTo(0.1 / Math.sqrt(2), within(1e-12));
    assertThat(statistics.collapsed()).isFalse();
  }

  @Test
  void randomDirectionsHaveTheStdOfEvenSpread() {
    CollapseStatistics statistics =
        CollapseStatistics.of(gaussian(256 * 128, 1), 256, 128, CollapseStatistics.SHARE);
    assertThat(statistics.meanStd()).isCloseTo(1 / Math.sqrt(128), within(0.002));
    assertThat(statistics.meanCosine()).isCloseTo(0, within(0.01));
    assertThat(statistics.collapsed()).isFalse();
  }

  @Test
  void oneDirectionWithALittleNoiseIsACollapse() {
    int samples = 32;
    int dimensions = 128;
    float[] direction = gaussian(dimensions, 1);
    float[] x = gaussian(samples * dimensions, 0.02);
    for (int i = 0; i < x.length; i++) {
      x[i] += direction[i % dimensions] * (1 + i / dimensions);
    }
    CollapseStatistics statistics =
        CollapseStatistics.of(x, samples, dimensions, CollapseStatistics.SHARE);
    assertThat(statistics.collapsed()).isTrue();
    assertThat(statistics.meanCosine()).isGreaterThan(0.99);
    assertThat(statistics.describe()).contains("COLLAPSED");
  }

  @Test
  void zerosAndNotANumberCountAsACollapse() {
    assertThat(CollapseStatistics.of(new float[12], 3, 4, CollapseStatistics.SHARE).collapsed())
        .isTrue();
    float[] x = gaussian(12, 1);
    x[5] = Float.NaN;
    assertThat(CollapseStatistics.of(x, 3, 4, CollapseStatistics.SHARE).collapsed()).isTrue();
  }

  @Test
  void aWrongShapeIsRefused() {
    assertThatThrownBy(() -> CollapseStatistics.of(new float[5], 2, 3, CollapseStatistics.SHARE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CollapseStatistics.of(new float[3], 1, 3, CollapseStatistics.SHARE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

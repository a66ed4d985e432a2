package org.cdssl.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NoiseDrawTest {
  private static final int N = 1_000_000;

  @Test
  void theNoiseIsNormal() {
    float[] noise = new float[N];
    new NoiseDraw(17, 1).apply(noise, N);
    double mean = moment(noise, 1);
    assertThat(mean).isCloseTo(0, within(0.004));
    assertThat(moment(noise, 2)).isCloseTo(1, within(0.006));
    assertThat(moment(noise, 3)).isCloseTo(0, within(0.015));
    assertThat(moment(noise, 4)).isCloseTo(3, within(0.04));
    assertThat(moment(noise, 6)).isCloseTo(15, within(0.5));
    // Kolmogorov-Smirnov at the 0.1 % level: 1.95 / sqrt(N)
    Arrays.sort(noise);
    double worst = 0;
    for (int i = 0; i < N; i += 7) {
      worst = Math.max(worst, Math.abs(cumulative(noise[i]) - (i + 0.5) / N));
    }
    assertThat(worst).isLessThan(1.95 / Math.sqrt(N));
    assertThat(noise[N - 1]).isBetween(4.2f, 6.5f);
    assertThat(noise[0]).isBetween(-6.5f, -4.2f);
  }

  @Test
  void neighboursAreUncorrelated() {
    float[] noise = new float[N];
    new NoiseDraw(18, 1).apply(noise, N);
    for (int lag = 1; lag <= 4; lag++) {
      double sum = 0;
      double ofSquares = 0;
      for (int i = lag; i < N; i++) {
        sum += noise[i] * noise[i - lag];
        ofSquares += (noise[i] * noise[i] - 1) * (noise[i - lag] * noise[i - lag] - 1);
      }
      assertThat(sum / N).isCloseTo(0, within(0.004));
      assertThat(ofSquares / N).isCloseTo(0, within(0.009));
    }
  }

  @Test
  void itIsAddedWithItsSigmaAndDependsOnTheSeedOnly() {
    float[] a = new float[1001];
    float[] b = new float[1001];
    float[] unit = new float[1001];
    Arrays.fill(a, 5);
    Arrays.fill(b, 5);
    new NoiseDraw(3, 0.1f).apply(a, 1000);
    new NoiseDraw(3, 0.1f).apply(b, 1000);
    new NoiseDraw(3, 1).apply(unit, 1000);
    assertThat(a).containsExactly(b);
    assertThat(a[1000]).isEqualTo(5);
    for (int i = 0; i < 1000; i++) {
      assertThat(a[i]).isCloseTo(5 + 0.1f * unit[i], within(1e-6f));
    }
  }

  @Test
  void sigmaIsUniform() {
    ViewRandom random = new ViewRandom(2);
    double mean = 0;
    for (int i = 0; i < 20_000; i++) {
      float sigma = NoiseDraw.draw(Configs.PAPER, random).sigma();
      assertThat(sigma).isBetween(0f, 0.25f);
      mean += sigma / 20_000;
    }
    assertThat(mean).isCloseTo(0.125, within(0.002));
  }

  private static double moment(float[] values, int power) {
    double sum = 0;
    for (float value : values) {
      sum += Math.pow(value, power);
    }
    return sum / values.length;
  }

  /// Φ by its Taylor series around 0 (Marsaglia 2004).
  private static double cumulative(double x) {
    double sum = x;
    double term = x;
    for (int i = 3; i < 200; i += 2) {
      term *= x * x / i;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  }
}

package org.cdssl.transfer.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  @Test
  void aHandMadeCase() {
    double[] p = {0.1, 0.2, 0.9, 0.95, 1.0};
    boolean[] y = {false, true, true, true, false};
    // two bins: (0.15 against 1/2) of two rows, (0.95 against 2/3) of three
    double expected = 0.4 * Math.abs(0.15 - 0.5) + 0.6 * Math.abs(0.95 - 2.0 / 3);
    assertThat(Calibration.of(p, y, 2).error(Metric.once(5))).isCloseTo(expected, within(1e-12));
  }

  @Test
  void randomCasesEqualABinByBinSum() {
    Random random = new Random(1);
    for (int run = 0; run < 1000; run++) {
      int n = 1 + random.nextInt(60);
      int bins = 1 + random.nextInt(15);
      double[] p = new double[n];
      boolean[] y = new boolean[n];
      for (int i = 0; i < n; i++) {
        // among them the ends of bins
        p[i] = random.nextInt(bins + 1) / (double) bins;
        p[i] = random.nextBoolean() ? p[i] : random.nextDouble();
        y[i] = random.nextDouble() < 0.5;
      }
      double expected = 0;
      for (int b = 0; b < bins; b++) {
        double low = b / (double) bins;
        double high = (b + 1) / (double) bins;
        double sum = 0;
        int yes = 0;
        int rows = 0;
        for (int i = 0; i < n; i++) {
          if ((p[i] > low || b == 0) && p[i] <= high) {
            rows++;
            sum += p[i];
            yes += y[i] ? 1 : 0;
          }
        }
        expected += rows == 0 ? 0 : Math.abs(sum - yes) / n;
      }
      assertThat(Calibration.of(p, y, bins).error(Metric.once(n)))
          .isCloseTo(expected, within(1e-9));
    }
  }

  @Test
  void probabilitiesThatAreWhatTheySayHaveNearlyNoError() {
    Random random = new Random(2);
    int n = 50_000;
    double[] p = new double[n];
    boolean[] y = new boolean[n];
    boolean[] bold = new boolean[n];
    for (int i = 0; i < n; i++) {
      p[i] = random.nextDouble();
      y[i] = random.nextDouble() < p[i];
      bold[i] = random.nextDouble() < 0.5;
    }
    assertThat(Calibration.of(p, y, 15).error(Metric.once(n))).isLessThan(0.01);
    // |p - 1/2| of a uniform p is a quarter on average
    assertThat(Calibration.of(p, bold, 15).error(Metric.once(n))).isCloseTo(0.25, within(0.01));
  }

  @Test
  void ofSeveralClassesTheCalledOneIsJudged() {
    double[][] scores = {{0.6, 0.3, 0.1}, {0.1, 0.2, 0.7}};
    double error = Calibration.of(scores, new int[] {0, 0}, 10).error(Metric.once(2));
    assertThat(error).isCloseTo(0.5 * 0.4 + 0.5 * 0.7, within(1e-12));
  }

  @Test
  void aScoreBeyondOneIsNoProbability() {
    assertThatThrownBy(() -> Calibration.of(new double[] {0.2, 1.2}, new boolean[2], 10))
        .hasMessageContaining("row 1")
        .hasMessageContaining("1.2");
  }
}

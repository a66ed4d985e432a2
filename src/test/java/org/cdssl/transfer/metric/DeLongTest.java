package org.cdssl.transfer.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeLongTest {
  private static double wins(double a, double b) {
    return a > b ? 1 : a == b ? 0.5 : 0;
  }

  /// DeLong, DeLong and Clarke-Pearson (1988), as written there: placement values by counting
  /// pairs, their covariance with n - 1, no ranks.
  private static double[] plain(double[][] scores, boolean[] positives) {
    List<Integer> up = new ArrayList<>();
    List<Integer> down = new ArrayList<>();
    for (int i = 0; i < positives.length; i++) {
      (positives[i] ? up : down).add(i);
    }
    double[] auc = new double[2];
    double[][] v10 = new double[2][up.size()];
    double[][] v01 = new double[2][down.size()];
    for (int r = 0; r < 2; r++) {
      for (int i = 0; i < up.size(); i++) {
        for (int j = 0; j < down.size(); j++) {
          double win = wins(scores[r][up.get(i)], scores[r][down.get(j)]);
          v10[r][i] += win / down.size();
          v01[r][j] += win / up.size();
          auc[r] += win / up.size() / down.size();
        }
      }
    }
    double variance = 0;
    for (int a = 0; a < 2; a++) {
      for (int b = 0; b < 2; b++) {
        variance += (a == b ? 1 : -1) * covariance(v10[a], v10[b]) / up.size();
        variance += (a == b ? 1 : -1) * covariance(v01[a], v01[b]) / down.size();
      }
    }
    return new double[] {auc[0] - auc[1], variance};
  }

  private static double covariance(double[] a, double[] b) {
    double meanA = java.util.Arrays.stream(a).average().orElseThrow();
    double meanB = java.util.Arrays.stream(b).average().orElseThrow();
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - meanA) * (b[i] - meanB);
    }
    return sum / (a.length - 1);
  }

  private static List<String> subjects(int n, int rowsEach) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      names.add("s" + i / rowsEach);
    }
    return names;
  }

  @Test
  void randomCasesWithTiesEqualThePlainFormula() {
    Random random = new Random(1);
    for (int run = 0; run < 300; run++) {
      int n = 8 + random.nextInt(30);
      boolean[] labels = new boolean[n];
      double[][] scores = new double[2][n];
      for (int i = 0; i < n; i++) {
        labels[i] = i < 2 || (i > 3 && random.nextBoolean());
        scores[0][i] = random.nextInt(8) + (labels[i] ? 2 : 0);
        scores[1][i] = random.nextInt(8) + (labels[i] ? 1 : 0);
      }
      double[] expected = plain(scores, labels);
      Difference actual = DeLong.compare(scores[0], scores[1], labels, subjects(n, 1));
      double error = Math.sqrt(expected[1]);
      assertThat(actual.estimate().value()).isCloseTo(expected[0], within(1e-9));
      assertThat(actual.estimate().low())
          .isCloseTo(expected[0] - 1.959963984540054 * error, within(1e-9));
      assertThat(actual.estimate().high())
          .isCloseTo(expected[0] + 1.959963984540054 * error, within(1e-9));
      if (expected[0] != 0) {
        double z = Math.abs(expected[0]) / error;
        assertThat(actual.pValue()).isCloseTo(erfc(z / Math.sqrt(2)), within(1e-6));
      }
    }
  }

  /// Numerical integration of the normal density beyond z, both sides.
  private static double erfc(double x) {
    double sum = 0;
    int steps = 20_000;
    double width = 12.0 / steps;
    for (int i = 0; i < steps; i++) {
      double t = x + (i + 0.5) * width;
      sum += Math.exp(-t * t) * width;
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  /// Every subject three times holds no more than once; DeLong of single rows would think so.
  @Test
  void rowsOfOneSubjectDoNotCountAsIndependent() {
    Random random = new Random(2);
    int n = 60;
    boolean[] labels = new boolean[3 * n];
    double[] first = new double[3 * n];
    double[] second = new double[3 * n];
    boolean[] single = new boolean[n];
    double[] singleFirst = new double[n];
    double[] singleSecond = new double[n];
    for (int i = 0; i < n; i++) {
      single[i] = i % 2 == 0;
      singleFirst[i] = random.nextGaussian() + (single[i] ? 1 : 0);
      singleSecond[i] = random.nextGaussian() + (single[i] ? 0.7 : 0);
      for (int k = 0; k < 3; k++) {
        labels[3 * i + k] = single[i];
        first[3 * i + k] = singleFirst[i];
        second[3 * i + k] = singleSecond[i];
      }
    }
    Difference once = DeLong.compare(singleFirst, singleSecond, single, subjects(n, 1));
    Difference three = DeLong.compare(first, second, labels, subjects(3 * n, 3));
    Difference asIfIndependent = DeLong.compare(first, second, labels, subjects(3 * n, 1));
    assertThat(three.estimate().n()).isEqualTo(n);
    assertThat(three.pValue()).isCloseTo(once.pValue(), within(1e-9));
    assertThat(asIfIndependent.pValue()).isLessThan(three.pValue());
  }

  /// Under no difference, p below 0.05 happens in about one of twenty.
  @Test
  void thePValueIsUniformWhereNothingDiffers() {
    Random random = new Random(3);
    int small = 0;
    for (int run = 0; run < 1000; run++) {
      int n = 60;
      boolean[] labels = new boolean[n];
      double[] first = new double[n];
      double[] second = new double[n];
      for (int i = 0; i < n; i++) {
        labels[i] = i % 2 == 0;
        double shared = random.nextGaussian() + (labels[i] ? 1 : 0);
        first[i] = shared + 0.5 * random.nextGaussian();
        second[i] = shared + 0.5 * random.nextGaussian();
      }
      small += DeLong.compare(first, second, labels, subjects(n, 1)).pValue() < 0.05 ? 1 : 0;
    }
    assertThat(small).isBetween(30, 80);
  }

  @Test
  void theSameScoresDoNotDifferAndOneClassHasNoAnswer() {
    double[] scores = {0.1, 0.4, 0.3, 0.9};
    boolean[] labels = {false, true, false, true};
    assertThat(DeLong.compare(scores, scores, labels, subjects(4, 1)).pValue()).isEqualTo(1);
    boolean[] none = new boolean[4];
    Difference nothing = DeLong.compare(scores, scores, none, subjects(4, 1));
    assertThat(nothing.estimate().value()).isNaN();
    assertThat(nothing.pValue()).isNaN();
  }

  @Test
  void theIntervalOfOneAucAgreesWithTheBootstrap() {
    Random random = new Random(4);
    int n = 200;
    boolean[] labels = new boolean[n];
    double[] scores = new double[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % 2 == 0;
      scores[i] = random.nextGaussian() + (labels[i] ? 1 : 0);
    }
    Estimate normal = DeLong.interval(scores, labels, subjects(n, 1));
    Estimate drawn = Bootstrap.of(subjects(n, 1), 2000, 0).interval(Auc.metric(scores, labels));
    assertThat(normal.value()).isCloseTo(drawn.value(), within(1e-12));
    assertThat(normal.low()).isCloseTo(drawn.low(), within(0.01));
    assertThat(normal.high()).isCloseTo(drawn.high(), within(0.01));
  }
}

package org.cdssl.transfer.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static List<String> names(int n, int perSubject) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      names.add("subject-" + i / perSubject);
    }
    return names;
  }

  private static Metric mean(double[] values) {
    return counts -> {
      double sum = 0;
      long n = 0;
      for (int i = 0; i < counts.length; i++) {
        sum += counts[i] * values[i];
        n += counts[i];
      }
      return sum / n;
    };
  }

  private static double[] uniform(long seed, int n) {
    return new Random(seed).doubles(n).toArray();
  }

  @Test
  void theSameSeedGivesTheSameIntervalAndAnotherSeedNearlyTheSame() {
    double[] values = uniform(1, 200);
    Estimate once = Bootstrap.of(names(200, 1), 2000, 5).interval(mean(values));
    assertThat(Bootstrap.of(names(200, 1), 2000, 5).interval(mean(values))).isEqualTo(once);
    Estimate other = Bootstrap.of(names(200, 1), 2000, 6).interval(mean(values));
    assertThat(other.low()).isNotEqualTo(once.low()).isCloseTo(once.low(), within(0.005));
  }

  /// The interval of a mean is known: mean ± 1.96 standard errors.
  @Test
  void theIntervalOfAMeanIsThatOfTheTextbook() {
    double[] values = uniform(2, 400);
    Estimate estimate = Bootstrap.of(names(400, 1), 5000, 0).interval(mean(values));
    double mean = mean(values).value(400);
    double square = 0;
    for (double v : values) {
      square += (v - mean) * (v - mean);
    }
    double error = Math.sqrt(square / 400 / 400);
    assertThat(estimate.value()).isEqualTo(mean);
    assertThat(estimate.n()).isEqualTo(400);
    assertThat(estimate.low()).isCloseTo(mean - 1.96 * error, within(0.1 * error));
    assertThat(estimate.high()).isCloseTo(mean + 1.96 * error, within(0.1 * error));
  }

  /// Four equal rows of each subject hold no more than one: the interval must not shrink.
  @Test
  void rowsOfOneSubjectAreDrawnTogether() {
    double[] values = uniform(3, 100);
    double[] repeated = new double[400];
    for (int i = 0; i < 400; i++) {
      repeated[i] = values[i / 4];
    }
    Estimate once = Bootstrap.of(names(100, 1), 2000, 1).interval(mean(values));
    Estimate four = Bootstrap.of(names(400, 4), 2000, 1).interval(mean(repeated));
    assertThat(four.n()).isEqualTo(100);
    assertThat(four.low()).isCloseTo(once.low(), within(1e-12));
    assertThat(four.high()).isCloseTo(once.high(), within(1e-12));
  }

  @Test
  void theOrderOfTheRowsDoesNotMatter() {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(1));
    double[] values = uniform(4, 50);
    double[] shuffled = order.stream().mapToDouble(i -> values[i]).toArray();
    List<String> names = names(50, 1);
    List<String> shuffledNames = order.stream().map(names::get).toList();
    Estimate a = Bootstrap.of(names, 500, 1).interval(mean(values));
    Estimate b = Bootstrap.of(shuffledNames, 500, 1).interval(mean(shuffled));
    assertThat(b.low()).isCloseTo(a.low(), within(1e-12));
    assertThat(b.high()).isCloseTo(a.high(), within(1e-12));
  }

  /// Of 200 data sets with a known AUC, the interval holds it in about 95 %.
  @Test
  void theIntervalOfAnAucCoversItsTruth() {
    // positives uniform in [0.3, 1.3], negatives in [0, 1]: AUC = 1 - 0.7² / 2
    double truth = 1 - 0.7 * 0.7 / 2;
    int covered = 0;
    Random random = new Random(11);
    for (int run = 0; run < 200; run++) {
      double[] scores = new double[80];
      boolean[] labels = new boolean[80];
      for (int i = 0; i < 80; i++) {
        labels[i] = i < 40;
        scores[i] = random.nextDouble() + (labels[i] ? 0.3 : 0);
      }
      Estimate auc = Bootstrap.of(names(80, 1), 400, run).interval(Auc.metric(scores, labels));
      covered += auc.low() <= truth && truth <= auc.high() ? 1 : 0;
    }
    assertThat(covered).isBetween(180, 199);
  }

  @Test
  void whatIsNotDefinedHasNoInterval() {
    boolean[] none = new boolean[10];
    Estimate auc = Bootstrap.of(names(10, 1), 100, 0).interval(Auc.metric(new double[10], none));
    assertThat(auc.value()).isNaN();
    assertThat(auc.low()).isNaN();
    assertThat(auc.text()).isEqualTo("–");
    Estimate one = Bootstrap.of(names(10, 10), 100, 0).interval(mean(uniform(5, 10)));
    assertThat(one.value()).isNotNaN();
    assertThat(one.low()).isNaN();
  }

  @Test
  void twoRunsThatDifferAreToldApartAndEqualOnesAreNot() {
    double[] values = uniform(6, 60);
    double[] better = values.clone();
    for (int i = 0; i < 60; i++) {
      better[i] += 0.1 + 0.1 * Math.sin(i);
    }
    Bootstrap bootstrap = Bootstrap.of(names(60, 1), 1000, 0);
    Difference real = bootstrap.compare(mean(better), mean(values));
    assertThat(real.estimate().value()).isCloseTo(0.1, within(0.02));
    assertThat(real.estimate().low()).isPositive();
    assertThat(real.pValue()).isLessThan(0.01);
    Difference none = bootstrap.compare(mean(values), mean(values));
    assertThat(none.estimate().value()).isZero();
    assertThat(none.pValue()).isEqualTo(1);
  }
}

package org.cdssl.transfer.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.cdssl.CdsslException;
import org.junit.jupiter.api.Test;

/// Two ways with several seeds each on the same images.
class MeansTest {
  private static Predictions run(long seed, double skill, int rows) {
    Random random = new Random(seed);
    List<String> ids = new ArrayList<>();
    boolean[][] truth = new boolean[rows][2];
    double[][] scores = new double[rows][2];
    for (int i = 0; i < rows; i++) {
      ids.add("i" + i);
      truth[i][i % 2] = true;
      double p = 1 / (1 + Math.exp(-(i % 2 == 1 ? skill : -skill) - 2 * random.nextGaussian()));
      scores[i] = new double[] {1 - p, p};
    }
    return new Predictions(Predictions.Kind.CLASSES, List.of("a", "b"), ids, ids, truth, scores);
  }

  private static double auc(Predictions p) {
    return new Metrics(p).of(Score.AUC).value(p.rows());
  }

  @Test
  void theDifferenceIsThatOfTheMeansAndTurnsAroundWithTheOrder() {
    List<Predictions> good = List.of(run(1, 1.2, 120), run(2, 1.2, 120), run(3, 1.2, 120));
    List<Predictions> poor = List.of(run(4, 0.2, 120), run(5, 0.2, 120));
    Difference d = Comparison.ofMeans(good, poor, Score.AUC, 400, 0);
    double expected =
        good.stream().mapToDouble(MeansTest::auc).average().orElseThrow()
            - poor.stream().mapToDouble(MeansTest::auc).average().orElseThrow();
    assertThat(d.estimate().value()).isCloseTo(expected, within(1e-12));
    assertThat(d.pValue()).isLessThan(0.01);
    Difference back = Comparison.ofMeans(poor, good, Score.AUC, 400, 0);
    assertThat(back.estimate().value()).isCloseTo(-expected, within(1e-12));
    assertThat(back.pValue()).isEqualTo(d.pValue());
  }

  @Test
  void equalWaysDoNotDiffer() {
    List<Predictions> runs = List.of(run(1, 1, 80), run(2, 1, 80));
    Difference d = Comparison.ofMeans(runs, runs, Score.AUC, 200, 0);
    assertThat(d.estimate().value()).isZero();
    assertThat(d.pValue()).isEqualTo(1);
  }

  @Test
  void oneSeedAndOneClassIsDeLongs() {
    Difference d =
        Comparison.ofMeans(List.of(run(1, 1, 80)), List.of(run(2, 0.5, 80)), Score.AUC, 200, 0);
    assertThat(d.test()).isEqualTo("DeLong");
  }

  @Test
  void runsOnOtherImagesAreRefused() {
    assertThatThrownBy(() ->
            Comparison.ofMeans(
                List.of(run(1, 1, 80), run(2, 1, 82)), List.of(run(3, 1, 80)), Score.AUC, 50, 0))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining("not evaluated on the same images");
  }
}

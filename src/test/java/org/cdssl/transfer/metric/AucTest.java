package org.cdssl.transfer.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// METHOD I.7: ties, labels with one class, and the one-against-rest mean, by counting pairs.
class AucTest {
  private static final double EXACT = 1e-9;

  /// Every pair of a positive and a negative row by itself.
  private static double pairs(double[] scores, boolean[] positives) {
    double won = 0;
    long all = 0;
    for (int i = 0; i < scores.length; i++) {
      for (int j = 0; j < scores.length; j++) {
        if (positives[i] && !positives[j]) {
          all++;
          won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
        }
      }
    }
    return all == 0 ? Double.NaN : won / all;
  }

  private static double[] scores(Random random, int n) {
    // few levels tie often, one level ties all
    int levels = 1 + random.nextInt(random.nextBoolean() ? 4 : 1000);
    double[] scores = new double[n];
    for (int i = 0; i < n; i++) {
      scores[i] = random.nextInt(levels) / (double) levels;
    }
    return scores;
  }

  private static boolean[] labels(Random random, int n) {
    // a fifth of the cases has one class only
    double rate = random.nextInt(5) == 0 ? random.nextInt(2) : random.nextDouble();
    boolean[] labels = new boolean[n];
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextDouble() < rate;
    }
    return labels;
  }

  private static void assertSame(double actual, double expected) {
    if (Double.isNaN(expected)) {
      assertThat(actual).isNaN();
    } else {
      assertThat(actual).isCloseTo(expected, within(EXACT));
    }
  }

  @Test
  void aThousandRandomCasesEqualTheCountOfPairs() {
    Random random = new Random(1);
    int oneClass = 0;
    for (int run = 0; run < 1000; run++) {
      int n = 1 + random.nextInt(40);
      double[] scores = scores(random, n);
      boolean[] labels = labels(random, n);
      double expected = pairs(scores, labels);
      oneClass += Double.isNaN(expected) ? 1 : 0;
      assertSame(Auc.binary(scores, labels), expected);
    }
    assertThat(oneClass).isBetween(150, 500);
  }

  @Test
  void countsAreRowsWrittenSoOften() {
    Random random = new Random(2);
    for (int run = 0; run < 1000; run++) {
      int n = 1 + random.nextInt(15);
      double[] scores = scores(random, n);
      boolean[] labels = labels(random, n);
      int[] counts = random.ints(n, 0, 4).toArray();
      int total = java.util.Arrays.stream(counts).sum();
      double[] longScores = new double[total];
      boolean[] longLabels = new boolean[total];
      int at = 0;
      for (int i = 0; i < n; i++) {
        for (int k = 0; k < counts[i]; k++) {
          longScores[at] = scores[i];
          longLabels[at++] = labels[i];
        }
      }
      assertSame(Auc.metric(scores, labels).of(counts), pairs(longScores, longLabels));
    }
  }

  @Test
  void severalClassesAreTheMeanOfEachAgainstTheRestWithoutAbsentOnes() {
    Random random = new Random(3);
    int absent = 0;
    for (int run = 0; run < 1000; run++) {
      int n = 2 + random.nextInt(20);
      int classes = 3 + random.nextInt(4);
      double[][] scores = new double[n][];
      int[] labels = new int[n];
      for (int i = 0; i < n; i++) {
        scores[i] = scores(random, classes);
        labels[i] = random.nextInt(classes);
      }
      double sum = 0;
      int defined = 0;
      for (int c = 0; c < classes; c++) {
        double auc = pairs(Columns.of(scores, c), Columns.is(labels, c));
        if (Double.isNaN(auc)) {
          absent++;
        } else {
          sum += auc;
          defined++;
        }
      }
      assertSame(Auc.macro(scores, labels), sum / defined);
    }
    assertThat(absent).isGreaterThan(300);
  }

  @Test
  void findingsAreTheMeanOverLabelsThatHaveBothClasses() {
    double[][] scores = {{0.9, 0.1, 0.3}, {0.2, 0.1, 0.8}, {0.4, 0.7, 0.8}};
    boolean[][] present = {{true, false, false}, {false, false, true}, {true, false, true}};
    assertThat(Auc.multiLabel(scores, present)).isEqualTo(1);
    boolean[][] never = new boolean[3][3];
    assertThat(Auc.multiLabel(scores, never)).isNaN();
  }

  @Test
  void twoColumnsAreJudgedByTheLast() {
    double[][] scores = {{0.9, 0.1}, {0.4, 0.6}, {0.5, 0.5}, {0.5, 0.5}};
    assertThat(Auc.macro(scores, new int[] {0, 1, 1, 0})).isEqualTo(0.875);
    assertThat(Auc.macro(scores, new int[] {1, 0, 0, 1})).isEqualTo(0.125);
  }

  @Test
  void aScoreThatIsNotANumberIsRefused() {
    assertThatThrownBy(
            () -> Auc.binary(new double[] {0.1, Double.NaN}, new boolean[] {true, false}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 1");
  }

  @Test
  void zerosOfBothSignsAreATie() {
    assertThat(Auc.binary(new double[] {0.0, -0.0}, new boolean[] {true, false})).isEqualTo(0.5);
  }
}

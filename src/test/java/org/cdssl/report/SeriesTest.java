package org.cdssl.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeriesTest {
  private static final double NAN = Double.NaN;

  @Test
  void smoothingIsTheMeanOfACentredWindowCutAtTheEnds() {
    assertThat(raw(1, 2, 6, 4, 5).smoothed(3, "m").y()).containsExactly(1.5, 3, 4, 5, 4.5);
  }

  @Test
  void smoothingKeepsGapsAndLeavesThemOutOfTheMeans() {
    assertThat(raw(1, NAN, 3, 5, Double.POSITIVE_INFINITY).smoothed(3, "m").y())
        .containsExactly(1, NAN, 4, 4, NAN);
  }

  @Test
  void thinningKeepsEverySpikeInPlace() {
    double[] y = new double[1000];
    y[437] = 9;
    y[438] = -9;
    y[800] = NAN;
    Series thin = raw(y).thinned(50);
    assertThat(thin.size()).isEqualTo(100);
    int at = java.util.Arrays.stream(thin.y()).boxed().toList().indexOf(9.0);
    assertThat(thin.x()[at]).isEqualTo(437);
    assertThat(thin.y()[at + 1]).isEqualTo(-9);
    assertThat(thin.x()[at + 1]).isEqualTo(438);
    assertThat(thin.x()).isSorted();
    assertThat(thin.y()).doesNotContain(NAN);
  }

  @Test
  void thinningABinOfGapsLeavesAGap() {
    double[] y = new double[100];
    java.util.Arrays.fill(y, 20, 40, NAN);
    assertThat(raw(y).thinned(10).y()[4]).isNaN();
    assertThat(raw(y).thinned(10).y()[8]).isZero();
  }

  @Test
  void aShortSeriesIsNotThinned() {
    Series series = raw(1, 2, 3);
    assertThat(series.thinned(2)).isSameAs(series);
  }

  private static Series raw(double... y) {
    double[] x = new double[y.length];
    java.util.Arrays.setAll(x, i -> i);
    return Series.of("raw", x, y, Series.Style.RAW, 0);
  }
}

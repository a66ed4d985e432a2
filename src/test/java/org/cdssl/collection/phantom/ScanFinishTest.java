package org.cdssl.collection.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScanFinishTest {
  private static final PhantomGrid GRID = new PhantomGrid(64, 64, 20, 3, 3, 3);

  @Test
  void noiseHasTheDeviationOfAScannerAndIsCorrelatedWithinSlicesOnly() {
    float[] hu = new float[GRID.voxels()];
    ScanFinish.apply(hu, new byte[hu.length], GRID, 1, 1);
    double variance = product(hu, 0);
    assertThat(Math.sqrt(variance)).isBetween(7.5, 27.0);
    // 1-2-1 smoothing: neighbours correlate by 4/6
    assertThat(product(hu, 1) / variance).isCloseTo(2.0 / 3, within(0.05));
    assertThat(product(hu, 64) / variance).isCloseTo(2.0 / 3, within(0.05));
    assertThat(product(hu, 64 * 64) / variance).isCloseTo(0, within(0.05));
  }

  private static double product(float[] hu, int lag) {
    double sum = 0;
    for (int i = 0; i + lag < hu.length; i++) {
      sum += (double) hu[i] * hu[i + lag];
    }
    return sum / (hu.length - lag);
  }

  @Test
  void backOfTheLungsIsDenserThanTheFront() {
    float[] hu = new float[GRID.voxels()];
    byte[] mask = new byte[hu.length];
    java.util.Arrays.fill(hu, -820);
    java.util.Arrays.fill(mask, Organ.LUNG.code());
    ScanFinish.apply(hu, mask, GRID, 1, 1);
    double back = 0;
    double front = 0;
    for (int i = 0; i < hu.length; i++) {
      if (i / 64 % 64 < 32) {
        back += hu[i];
      } else {
        front += hu[i];
      }
    }
    assertThat((back - front) / (hu.length / 2.0)).isBetween(5.0, 80.0);
  }

  @Test
  void drawsAreUniformNormalAndIndependentOfOtherPurposes() {
    Draws draws = new Draws(3, 4, "test");
    double mean = 0;
    double square = 0;
    double fastSquare = 0;
    int n = 20_000;
    for (int i = 0; i < n; i++) {
      assertThat(draws.unit()).isBetween(0.0, 1.0);
      double normal = draws.normal();
      mean += normal / n;
      square += normal * normal / n;
      float fast = draws.fastNormal();
      fastSquare += (double) fast * fast / n;
    }
    assertThat(mean).isCloseTo(0, within(0.03));
    assertThat(square).isCloseTo(1, within(0.05));
    assertThat(fastSquare).isCloseTo(1, within(0.05));
    assertThat(new Draws(3, 4, "test").next()).isEqualTo(new Draws(3, 4, "test").next());
    assertThat(new Draws(3, 4, "test").next()).isNotEqualTo(new Draws(3, 4, "other").next());
    assertThat(new Draws(3, 4, "test").next()).isNotEqualTo(new Draws(4, 3, "test").next());
  }
}

package org.cdssl.collection.phantom;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MassShapeTest {
  private static final int CROPS = 300;
  private static final PhantomGrid GRID = new PhantomGrid(24, 24, 24, 4, 4, 4);

  /// Statistic, class, crop.
  private static final double[][][] VALUES = new double[7][2][CROPS / 2];

  @BeforeAll
  static void measure() {
    int[] n = new int[2];
    for (int i = 1; i <= CROPS; i++) {
      Phantom p = Phantom.aroundMass(11, i, GRID);
      double[] all = MassStatistics.meanAndDeviation(p, false);
      double[] mass = MassStatistics.meanAndDeviation(p, true);
      double[] values = {
        all[0],
        all[1],
        MassStatistics.denseVoxels(p),
        p.voxelsOf(Organ.MASS),
        mass[0],
        mass[1],
        MassStatistics.solidity(p)
      };
      int shape = p.shape().code();
      for (int k = 0; k < values.length; k++) {
        VALUES[k][shape][n[shape]] = values[k];
      }
      n[shape]++;
    }
  }

  @Test
  void meanAndDeviationOfACropDoNotTellTheClass() {
    assertThat(separation(0)).isLessThan(0.6);
    assertThat(separation(1)).isLessThan(0.6);
  }

  @Test
  void amountOfDenseTissueAndVolumeOfTheMassDoNotTellTheClass() {
    assertThat(separation(2)).isLessThan(0.6);
    assertThat(separation(3)).isLessThan(0.6);
  }

  @Test
  void meanAndDeviationWithinTheMassDoNotTellTheClass() {
    assertThat(separation(4)).isLessThan(0.6);
    assertThat(separation(5)).isLessThan(0.6);
  }

  @Test
  void solidityTellsTheClass() {
    assertThat(separation(6)).isGreaterThan(0.95);
  }

  @Test
  void separationIsOneForGroupsApartAndAHalfForEqualOnes() {
    assertThat(MassStatistics.separation(new double[] {3, 4}, new double[] {1, 2})).isEqualTo(1);
    assertThat(MassStatistics.separation(new double[] {1, 2}, new double[] {1, 2})).isEqualTo(0.5);
  }

  @Test
  void everyPairHasOneOfEachClassInAnOrderThatVaries() {
    int firstSmooth = 0;
    for (int i = 1; i < 400; i += 2) {
      MassShape first = MassShape.of(5, i);
      assertThat(first).isNotEqualTo(MassShape.of(5, i + 1));
      firstSmooth += first == MassShape.SMOOTH ? 1 : 0;
    }
    assertThat(firstSmooth).isBetween(75, 125);
  }

  private static double separation(int statistic) {
    return MassStatistics.separation(VALUES[statistic][0], VALUES[statistic][1]);
  }
}

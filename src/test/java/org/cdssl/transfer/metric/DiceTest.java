package org.cdssl.transfer.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiceTest {
  @Test
  void equalsTheOverlapOfSetsOnRandomMaps() {
    Random random = new Random(1);
    int undefined = 0;
    for (int i = 0; i < 1000; i++) {
      int n = 1 + random.nextInt(60);
      int labels = 1 + random.nextInt(4);
      byte[] a = map(random, n, labels);
      byte[] b = map(random, n, labels);
      for (int label = 0; label <= 4; label++) {
        Set<Integer> inA = voxels(a, label);
        Set<Integer> inB = voxels(b, label);
        int sum = inA.size() + inB.size();
        inA.retainAll(inB);
        double dice = Dice.of(a, b, label);
        if (sum == 0) {
          assertThat(dice).isNaN();
          undefined++;
        } else {
          assertThat(dice).isCloseTo(2.0 * inA.size() / sum, within(1e-12));
        }
      }
    }
    assertThat(undefined).isPositive();
  }

  @Test
  void aClassThatOnlyOneMapHoldsHasNone() {
    assertThat(Dice.of(new byte[] {1, 0}, new byte[] {0, 0}, 1)).isZero();
    assertThat(Dice.of(new byte[] {0, 0}, new byte[] {0, 1}, 1)).isZero();
  }

  @Test
  void labelsAbove127Count() {
    assertThat(Dice.of(new byte[] {(byte) 200}, new byte[] {(byte) 200}, 200)).isOne();
  }

  @Test
  void theMeanIsOverCasesFirstAndLeavesOutWhatIsNotDefined() {
    double[][] byCase = {{1, Double.NaN}, {0.5, 0.2}, {0, Double.NaN}};
    assertThat(Dice.mean(byCase, new int[] {1, 1, 1})).isCloseTo((0.5 + 0.2) / 2, within(1e-12));
    assertThat(Dice.mean(byCase, new int[] {3, 1, 0}))
        .isCloseTo((3.5 / 4 + 0.2) / 2, within(1e-12));
    assertThat(Dice.mean(byCase, new int[] {1, 0, 1})).isCloseTo(0.5, within(1e-12));
    assertThat(Dice.mean(new double[][] {{Double.NaN}}, new int[] {1})).isNaN();
  }

  private static byte[] map(Random random, int n, int labels) {
    byte[] map = new byte[n];
    for (int i = 0; i < n; i++) {
      map[i] = (byte) random.nextInt(labels + 1);
    }
    return map;
  }

  private static Set<Integer> voxels(byte[] map, int label) {
    Set<Integer> voxels = new HashSet<>();
    for (int i = 0; i < map.length; i++) {
      if (map[i] == label) {
        voxels.add(i);
      }
    }
    return voxels;
  }
}

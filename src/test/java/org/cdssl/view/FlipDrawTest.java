package org.cdssl.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.cdssl.config.Size3;
import org.junit.jupiter.api.Test;

class FlipDrawTest {
  private static final Size3 SIZE = new Size3(2, 2, 3);
  private static final float[] IN = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

  private static float[] flipped(boolean x, boolean y, boolean z) {
    float[] out = new float[IN.length];
    new FlipDraw(x, y, z).apply(IN, SIZE, out);
    return out;
  }

  @Test
  void eachAxisRunsBackwardsByItself() {
    assertThat(flipped(false, false, false)).containsExactly(IN);
    assertThat(flipped(true, false, false)).containsExactly(2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9);
    assertThat(flipped(false, true, false)).containsExactly(3, 4, 5, 0, 1, 2, 9, 10, 11, 6, 7, 8);
    assertThat(flipped(false, false, true)).containsExactly(6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5);
    assertThat(flipped(true, true, true)).containsExactly(11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  }

  @Test
  void axesAreDrawnIndependently() {
    ViewRandom random = new ViewRandom(3);
    int[] count = new int[3];
    int all = 0;
    for (int i = 0; i < 2000; i++) {
      FlipDraw draw = FlipDraw.draw(0.8, random);
      count[0] += draw.x() ? 1 : 0;
      count[1] += draw.y() ? 1 : 0;
      count[2] += draw.z() ? 1 : 0;
      all += draw.x() && draw.y() && draw.z() ? 1 : 0;
    }
    for (int n : count) {
      assertThat(n).isBetween(1530, 1670); // 1600, four standard deviations
    }
    assertThat(all).isBetween(930, 1120); // 0.512
  }
}

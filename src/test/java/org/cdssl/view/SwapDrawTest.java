package org.cdssl.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.cdssl.config.Size3;
import org.junit.jupiter.api.Test;

class SwapDrawTest {
  private static final Size3 SIZE = new Size3(32, 64, 64);

  @Test
  void twoBlocksTradePlaces() {
    Size3 size = new Size3(2, 3, 4);
    float[] voxels = new float[24];
    for (int i = 0; i < 24; i++) {
      voxels[i] = i;
    }
    // 1x2x2 blocks (depth, height, width) at (0,0,0) and (1,1,2)
    new SwapDraw(new Size3(1, 2, 2), new int[] {0}, new int[] {18}).apply(voxels, size);
    assertThat(voxels)
        .containsExactly(
            18, 19, 2, 3, 22, 23, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 0, 1, 20, 21, 4, 5);
  }

  @Test
  void theVoxelsStayTheSameSetEvenWhereBlocksOverlap() {
    float[] voxels = SpatialDrawTest.noise(SIZE, 1);
    float[] before = voxels.clone();
    SwapDraw.draw(Configs.PAPER, SIZE, new ViewRandom(1)).apply(voxels, SIZE);
    int moved = 0;
    for (int i = 0; i < voxels.length; i++) {
      moved += voxels[i] == before[i] ? 0 : 1;
    }
    assertThat(moved / (double) voxels.length).isBetween(0.1, 0.195);
    Arrays.sort(voxels);
    Arrays.sort(before);
    assertThat(voxels).containsExactly(before);
  }

  @Test
  void startsCoverEverythingButTheLastValidOne() {
    Set<Integer> xs = new TreeSet<>();
    Set<Integer> ys = new TreeSet<>();
    Set<Integer> zs = new TreeSet<>();
    ViewRandom random = new ViewRandom(3);
    for (int i = 0; i < 50; i++) {
      SwapDraw draw = SwapDraw.draw(Configs.PAPER, SIZE, random);
      assertThat(draw.first()).hasSize(100);
      assertThat(draw.block()).isEqualTo(new Size3(4, 4, 8));
      for (int k = 0; k < 100; k++) {
        assertThat(draw.first()[k]).isNotEqualTo(draw.second()[k]);
        for (int corner : new int[] {draw.first()[k], draw.second()[k]}) {
          xs.add(corner % 64);
          ys.add(corner / 64 % 64);
          zs.add(corner / 4096);
        }
      }
    }
    assertThat(xs).hasSize(56).contains(0, 55);
    assertThat(ys).hasSize(60).contains(0, 59);
    assertThat(zs).hasSize(28).contains(0, 27);
  }

  @Test
  void aBlockWithOnePlaceIsNotSwapped() {
    assertThat(SwapDraw.draw(Configs.PAPER, new Size3(4, 4, 8), new ViewRandom(1)).first())
        .isEmpty();
    assertThat(SwapDraw.draw(Configs.PAPER, new Size3(2, 64, 64), new ViewRandom(1)).first())
        .isEmpty();
  }
}

package org.cdssl.image.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class VoxelStatisticsTest {
  @Test
  void statisticsAreOverFiniteVoxelsAndTheOthersAreCounted() {
    VoxelStatistics s = new VoxelStatistics();
    s.accept(new float[] {Float.NaN, 2, 99}, 2);
    s.accept(new float[] {4, Float.POSITIVE_INFINITY, 4, Float.NEGATIVE_INFINITY}, 4);
    s.accept(new float[] {4, 5, 5, 7, 9}, 5);
    assertThat(s.count()).isEqualTo(11);
    assertThat(s.nanCount()).isEqualTo(1);
    assertThat(s.infiniteCount()).isEqualTo(2);
    assertThat(s.min()).isEqualTo(2);
    assertThat(s.max()).isEqualTo(9);
    assertThat(s.mean()).isCloseTo(5, within(1e-15)); // 2 4 4 4 5 5 7 9
    assertThat(s.std()).isCloseTo(2, within(1e-15));
  }

  @Test
  void aLargeOffsetDoesNotCancelTheDeviation() {
    VoxelStatistics s = new VoxelStatistics();
    for (int i = 0; i < 1000; i++) {
      s.accept(new float[] {16777214, 16777216}, 2);
    }
    assertThat(s.std()).isCloseTo(1, within(1e-12));
  }

  @Test
  void theHashIsOfLittleEndianFloats() {
    VoxelStatistics s = new VoxelStatistics();
    s.accept(new float[] {1, -2.5f}, 2);
    // printf '\x00\x00\x80\x3f\x00\x00\x20\xc0' | sha256sum
    assertThat(s.sha256())
        .isEqualTo("48943f7a0ea247f8e3c9386d0c5822fe181d323a9289980426638cc4e72a43e1");
  }

  @Test
  void noFiniteVoxelGivesNoStatistics() {
    VoxelStatistics s = new VoxelStatistics();
    s.accept(new float[] {Float.NaN}, 1);
    assertThat(s.min()).isNaN();
    assertThat(s.mean()).isNaN();
    assertThat(s.std()).isNaN();
  }
}

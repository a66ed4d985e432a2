package org.cdssl.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NormalisationTest {
  @Test
  void usesTheUnbiasedStandardDeviation() {
    float[] voxels = {1, 2, 3, 4, 5, 99};
    Normalisation.apply(voxels, 5);
    float s = (float) Math.sqrt(2.5);
    assertThat(voxels)
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(-2 / s, -1 / s, 0, 1 / s, 2 / s, 99);
  }

  @Test
  void isExactFarFromZero() {
    float[] voxels = new float[4099];
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = 1000 + (i % 2) * 0.5f;
    }
    Normalisation.apply(voxels, voxels.length);
    double mean = 0;
    double square = 0;
    for (float v : voxels) {
      mean += v;
      square += v * (double) v;
    }
    mean /= voxels.length;
    assertThat(mean).isCloseTo(0, within(2e-4));
    assertThat(square / (voxels.length - 1)).isCloseTo(1, within(1e-4));
  }

  @Test
  void aConstantViewIsAnError() {
    assertThatThrownBy(() -> Normalisation.apply(new float[] {2, 2, 2}, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("constant");
    assertThat(Normalisation.isConstant(new float[] {2, 2, 3}, 2)).isTrue();
    assertThat(Normalisation.isConstant(new float[] {2, 2, 3}, 3)).isFalse();
  }
}

package org.cdssl.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.cdssl.config.Size3;
import org.junit.jupiter.api.Test;

class PlaneTest {
  private static final Size3 SIZE = new Size3(2, 3, 4);

  /// Voxel (d, h, w) holds 100 d + 10 h + w.
  private static float[] numbered() {
    float[] volume = new float[24];
    for (int d = 0; d < 2; d++) {
      for (int h = 0; h < 3; h++) {
        for (int w = 0; w < 4; w++) {
          volume[(d * 3 + h) * 4 + w] = 100 * d + 10 * h + w;
        }
      }
    }
    return volume;
  }

  @Test
  void aSliceIsShownAsItIsStored() {
    assertThat(Plane.slice(numbered(), SIZE, 1))
        .satisfies(p -> assertThat(p.width()).isEqualTo(4))
        .extracting(Plane::values)
        .isEqualTo(new float[] {100, 101, 102, 103, 110, 111, 112, 113, 120, 121, 122, 123});
  }

  @Test
  void anAxialCutHasTheFrontAboveAndTheRightOnTheLeft() {
    Plane plane = Plane.axial(numbered(), SIZE, 1);
    assertThat(plane.width()).isEqualTo(4);
    assertThat(plane.height()).isEqualTo(3);
    assertThat(plane.values())
        .containsExactly(123, 122, 121, 120, 113, 112, 111, 110, 103, 102, 101, 100);
  }

  @Test
  void aCoronalCutHasTheHeadAboveAndTheRightOnTheLeft() {
    Plane plane = Plane.coronal(numbered(), SIZE, 2);
    assertThat(plane.width()).isEqualTo(4);
    assertThat(plane.values()).containsExactly(123, 122, 121, 120, 23, 22, 21, 20);
  }

  @Test
  void aSagittalCutHasTheHeadAboveAndTheFrontOnTheLeft() {
    Plane plane = Plane.sagittal(numbered(), SIZE, 3);
    assertThat(plane.width()).isEqualTo(3);
    assertThat(plane.values()).containsExactly(123, 113, 103, 23, 13, 3);
  }

  @Test
  void shrinkingAveragesBlocksAndKeepsWhatIsLeftOver() {
    Plane plane = new Plane(3, 2, new float[] {1, 3, 10, 5, 7, 20});
    Plane small = plane.shrunk(2);
    assertThat(small.width()).isEqualTo(2);
    assertThat(small.height()).isEqualTo(1);
    assertThat(small.values()).containsExactly(4, 15);
    assertThat(plane.shrunk(1)).isSameAs(plane);
  }

  @Test
  void theWindowGoesFromBlackToWhiteAndClips() {
    GreyImage grey =
        new Plane(6, 1, new float[] {-2, -1, 0, 1, 5, Float.NaN}).grey(new Window(-1, 1));
    assertThat(new int[] {grey.at(0, 0), grey.at(1, 0), grey.at(2, 0)}).containsExactly(0, 0, 128);
    assertThat(new int[] {grey.at(3, 0), grey.at(4, 0), grey.at(5, 0)})
        .containsExactly(255, 255, 0);
  }

  @Test
  void theWindowOfValuesIsTheirFiniteRange() {
    assertThat(Window.of(new float[] {3, Float.NaN, -1, Float.POSITIVE_INFINITY}))
        .isEqualTo(new Window(-1, 3));
    assertThat(Window.of(new float[] {Float.NaN})).isEqualTo(Window.UNIT);
    assertThat(new Plane(1, 1, new float[] {7}).grey(new Window(7, 7)).at(0, 0)).isEqualTo(128);
  }

  @Test
  void aVolumeMustHaveItsSize() {
    assertThatThrownBy(() -> Plane.axial(new float[23], SIZE, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("24 voxels, got 23");
  }
}

package org.cdssl.collection.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AttenuationTest {
  @Test
  void waterAirFatAndBoneAttenuateAsTheyShould() {
    assertThat(Attenuation.perCm(0)).isEqualTo(0.2);
    assertThat(Attenuation.perCm(-1000)).isZero();
    assertThat(Attenuation.perCm(-1024)).isZero();
    assertThat(Attenuation.perCm(-100)).isCloseTo(0.18, within(1e-12));
    // 0.2 * (1 + 1 + 0.6 * 0.88)
    assertThat(Attenuation.perCm(1000)).isCloseTo(0.5056, within(1e-12));
  }

  @Test
  void slabOfWaterHasTheIntegralOfItsThickness() {
    int ny = 50;
    float[] hu = new float[3 * ny * 2];
    Arrays.fill(hu, -1000);
    // 12 voxels of 2.5 mm in the ray (x = 1, z = 1): 3 cm
    for (int y = 20; y < 32; y++) {
      hu[(ny + y) * 3 + 1] = 0;
    }
    float[] integrals = Attenuation.alongY(hu, 3, ny, 2, 2.5);
    assertThat(integrals[3 + 1]).isCloseTo(0.6f, within(1e-5f));
    integrals[3 + 1] = 0;
    assertThat(integrals).containsOnly(0f);
  }

  @Test
  void ballOfWaterHasTheIntegralsOfItsChords() {
    PhantomGrid grid = new PhantomGrid(61, 72, 61, 2, 2, 2);
    Pose still = new Pose(Pose.IDENTITY, 1, new double[3]);
    Painter painter = new Painter(grid, grid.centredOn(0, 0, 0), still);
    painter.paint(Part.of(Organ.BODY, Ellipsoid.upright(0, 0, 0, 50, 50, 50), 0));
    float[] integrals = Attenuation.alongY(painter.hu, 61, 72, 61, 2);
    for (int z = 0; z < 61; z++) {
      for (int x = 0; x < 61; x++) {
        double r = Math.hypot(2 * (x - 30), 2 * (z - 30));
        if (r < 46) {
          double chordCm = 0.2 * Math.sqrt(2500 - r * r);
          assertThat((double) integrals[z * 61 + x]).isCloseTo(0.2 * chordCm, within(0.012));
        } else if (r > 53) {
          assertThat(integrals[z * 61 + x]).isZero();
        }
      }
    }
  }

  @Test
  void sizesThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> Attenuation.alongY(new float[7], 2, 2, 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("7 voxels do not fill 2x2x2");
  }
}

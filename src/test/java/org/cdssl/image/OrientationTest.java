package org.cdssl.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OrientationTest {
  @Test
  void codesAreThoseOfNibabelForRotatedAndShearedAffines() throws Exception {
    try (InputStream in = getClass().getResourceAsStream("format/affines-nibabel.json")) {
      JsonNode cases = JsonMapper.shared().readTree(in).get("cases");
      assertThat(cases.size()).isEqualTo(40);
      for (JsonNode one : cases) {
        double[] affine = new double[16];
        for (int i = 0; i < 16; i++) {
          affine[i] = one.get("affine").get(i).doubleValue();
        }
        assertThat(Orientation.of(new Geometry(affine)).codes())
            .isEqualTo(one.get("codes").stringValue());
      }
    }
  }

  @Test
  void aDegenerateAxisHasNoCodeAndCannotBeReoriented() {
    Geometry flat = new Geometry(new double[] {0, 0, 2, 0, 0, -3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
    assertThat(Orientation.of(flat).codes()).isEqualTo("?PR");
    assertThat(Orientation.of(flat).isComplete()).isFalse();
    Volume volume = new Volume(1, 1, 2, new float[] {1, 2}, flat);
    assertThatThrownBy(() -> Orientation.toRas(volume))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("?PR");
  }

  @Test
  void reorientingKeepsEveryVoxelAtItsPlaceInThePatient() {
    Random random = new Random(7);
    // x runs to the feet, y to the right, z to the back, with some tilt: "IRP"
    Geometry geometry =
        new Geometry(new double[] {0.1, 2, 0.2, 5, 0.1, 0.3, -4, -6, -3, 0.1, 0.2, 7, 0, 0, 0, 1});
    float[] voxels = new float[3 * 4 * 5];
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = random.nextFloat();
    }
    Volume stored = new Volume(3, 4, 5, voxels, geometry);
    assertThat(Orientation.of(geometry).codes()).isEqualTo("IRP");

    Volume ras = Orientation.toRas(stored);

    assertThat(Orientation.of(ras.geometry()).codes()).isEqualTo("RAS");
    assertThat(new int[] {ras.nx(), ras.ny(), ras.nz()}).containsExactly(4, 5, 3);
    for (int z = 0; z < 5; z++) {
      for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 3; x++) {
          assertThat(ras.at(y, 4 - z, 2 - x)).isEqualTo(stored.at(x, y, z));
          assertThat(world(ras.geometry(), y, 4 - z, 2 - x))
              .usingComparatorWithPrecision(1e-12)
              .containsExactly(world(geometry, x, y, z));
        }
      }
    }
  }

  @Test
  void aVolumeThatIsRasAlreadyIsGivenBackAsItIs() {
    Volume volume = new Volume(1, 1, 1, new float[1], Geometry.ofSpacing(1, 2, 3));
    assertThat(Orientation.toRas(volume)).isSameAs(volume);
  }

  private static double[] world(Geometry g, int x, int y, int z) {
    double[] point = new double[3];
    for (int r = 0; r < 3; r++) {
      point[r] = g.at(r, 0) * x + g.at(r, 1) * y + g.at(r, 2) * z + g.at(r, 3);
    }
    return point;
  }
}

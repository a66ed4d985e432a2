package org.cdssl.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CubicResamplingTest {
  @Test
  void aQuadraticFunctionStaysItselfAwayFromTheEdges() {
    Volume volume = quadratic(20, 12, 10);
    Volume fine = CubicResampling.resize(volume, 33, 12, 17);
    Geometry grid = fine.geometry();
    for (int z = 4; z < 13; z++) {
      for (int y = 0; y < 12; y++) {
        for (int x = 5; x < 28; x++) {
          double mmX = grid.at(0, 0) * x + grid.at(0, 3);
          double mmY = grid.at(1, 1) * y + grid.at(1, 3);
          double mmZ = grid.at(2, 2) * z + grid.at(2, 3);
          assertThat((double) fine.at(x, y, z)).isCloseTo(value(mmX, mmY, mmZ), within(1e-3));
        }
      }
    }
  }

  @Test
  void theWeightsOfEveryPositionAddUpToOne() {
    for (double t = 0; t < 1; t += 0.01) {
      float[] w = CubicResampling.weights(t);
      assertThat((double) w[0] + w[1] + w[2] + w[3]).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void theSameGridGivesTheSameVolume() {
    Volume volume = quadratic(4, 5, 6);
    assertThat(CubicResampling.resize(volume, 4, 5, 6)).isSameAs(volume);
  }

  @Test
  void theFieldOfViewIsThatOfLinearResampling() {
    Volume volume = quadratic(9, 7, 5);
    assertThat(CubicResampling.resize(volume, 5, 11, 8).geometry())
        .isEqualTo(Resampling.resize(volume, 5, 11, 8).geometry());
  }

  private static Volume quadratic(int nx, int ny, int nz) {
    Geometry geometry = Geometry.ofSpacing(0.5, 2, 1.5);
    float[] voxels = new float[nx * ny * nz];
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = (float) value(0.5 * (i % nx), 2.0 * (i / nx % ny), 1.5 * (i / nx / ny));
    }
    return new Volume(nx, ny, nz, voxels, geometry);
  }

  private static double value(double x, double y, double z) {
    return 0.3 * x * x - 0.2 * z * z + x * z + 0.1 * y - 2;
  }
}

package org.cdssl.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class ResamplingTest {
  @ParameterizedTest
  @MethodSource("volumes")
  void aResizedVolumeEqualsTorch(JsonNode expected) {
    int[] size = TestVolumes.ints(expected.get("size"));
    int[] to = TestVolumes.ints(expected.get("to"));
    float[] voxels = TestVolumes.byRule(size[0], size[1], size[2]);
    Volume volume = TestVolumes.volume(size[0], size[1], size[2], voxels);
    Volume resized = Resampling.resize(volume, to[0], to[1], to[2]);
    assertThat(new int[] {resized.nx(), resized.ny(), resized.nz()}).isEqualTo(to);
    assertEqualsTorch(resized.voxels(), expected);
  }

  @ParameterizedTest
  @MethodSource("areas")
  void aShrunkImageEqualsTorchsAveragePool(JsonNode expected) {
    int[] size = TestVolumes.ints(expected.get("size"));
    int[] to = TestVolumes.ints(expected.get("to"));
    Image2d image = new Image2d(size[0], size[1], TestVolumes.byRule(size[0], size[1], 1), 255);
    Image2d shrunk = Resampling.shrink(image, to[0], to[1]);
    assertThat(shrunk.width()).isEqualTo(to[0]);
    assertThat(shrunk.height()).isEqualTo(to[1]);
    assertThat(shrunk.fullScale()).isEqualTo(255);
    assertEqualsTorch(shrunk.pixels(), expected);
  }

  static List<JsonNode> volumes() throws Exception {
    return TestVolumes.torch("volume");
  }

  static List<JsonNode> areas() throws Exception {
    return TestVolumes.torch("area");
  }

  @ParameterizedTest
  @CsvSource({"7, 5, 3, 2", "10, 9, 7, 9", "13, 4, 1, 1", "6, 6, 6, 6"})
  void partlyCoveredPixelsCountByTheirShare(int width, int height, int toWidth, int toHeight) {
    // each source pixel is cut into toWidth x toHeight equal bits, so every bit lies in one target
    float[] pixels = TestVolumes.noise(width * height, 1);
    double[] sums = new double[toWidth * toHeight];
    for (int y = 0; y < height * toHeight; y++) {
      for (int x = 0; x < width * toWidth; x++) {
        sums[y / height * toWidth + x / width] += pixels[y / toHeight * width + x / toWidth];
      }
    }
    Image2d shrunk = Resampling.shrink(new Image2d(width, height, pixels, 1), toWidth, toHeight);
    for (int i = 0; i < sums.length; i++) {
      assertThat((double) shrunk.pixels()[i]).isCloseTo(sums[i] / (width * height), within(1e-6));
    }
  }

  @ParameterizedTest
  @CsvSource({"1024, 1024, 256, 256", "300, 500, 256, 427", "500, 300, 427, 256"})
  void theShorterSideIsReduced(int width, int height, int toWidth, int toHeight) {
    Image2d image = new Image2d(width, height, new float[width * height], 1);
    Image2d small = Resampling.shrinkTo(image, 256);
    assertThat(small.width()).isEqualTo(toWidth);
    assertThat(small.height()).isEqualTo(toHeight);
  }

  @Test
  void aSmallImageIsNeverEnlarged() {
    Image2d image = new Image2d(256, 900, new float[256 * 900], 1);
    assertThat(Resampling.shrinkTo(image, 256)).isSameAs(image);
    assertThatThrownBy(() -> Resampling.shrink(image, 257, 900))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("256x900 to 257x900");
  }

  @Test
  void isotropicSpacingKeepsTheFieldOfView() {
    double[] affine = {0, 0.7, 0, 10, -0.7, 0, 0, 20, 0, 0, 2.5, -30, 0, 0, 0, 1};
    Volume volume = new Volume(31, 40, 8, new float[31 * 40 * 8], new Geometry(affine));
    Volume resampled = Resampling.toSpacing(volume, 1);
    // 31 * 0.7 = 21.7, 40 * 0.7 = 28, 8 * 2.5 = 20
    assertThat(resampled.nx()).isEqualTo(22);
    assertThat(resampled.ny()).isEqualTo(28);
    assertThat(resampled.nz()).isEqualTo(20);
    assertThat(resampled.geometry().spacingMm())
        .containsExactly(new double[] {21.7 / 22, 1, 1}, within(1e-12));
    for (int corner = 0; corner < 8; corner++) {
      double[] old = face(volume, corner);
      assertThat(face(resampled, corner)).containsExactly(old, within(1e-9));
    }
  }

  /// World position of an outer corner of the grid, half a voxel beyond the voxel centres.
  private static double[] face(Volume v, int corner) {
    double x = (corner & 1) == 0 ? -0.5 : v.nx() - 0.5;
    double y = (corner & 2) == 0 ? -0.5 : v.ny() - 0.5;
    double z = (corner & 4) == 0 ? -0.5 : v.nz() - 0.5;
    double[] world = new double[3];
    for (int r = 0; r < 3; r++) {
      Geometry g = v.geometry();
      world[r] = g.at(r, 0) * x + g.at(r, 1) * y + g.at(r, 2) * z + g.at(r, 3);
    }
    return world;
  }

  @Test
  void aRampInMillimetresStaysOneOnTheNewGrid() {
    Geometry geometry = Geometry.ofSpacing(0.8, 1.3, 3);
    float[] voxels = new float[20 * 18 * 12];
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = (float) (0.8 * (i % 20) + 2 * 1.3 * (i / 20 % 18) - 3.0 * (i / 360));
    }
    Volume resampled = Resampling.toSpacing(new Volume(20, 18, 12, voxels, geometry), 1);
    Geometry g = resampled.geometry();
    for (int z = 3; z < resampled.nz() - 3; z++) {
      for (int y = 2; y < resampled.ny() - 2; y++) {
        for (int x = 2; x < resampled.nx() - 2; x++) {
          double wx = g.at(0, 0) * x + g.at(0, 3);
          double wy = g.at(1, 1) * y + g.at(1, 3);
          double wz = g.at(2, 2) * z + g.at(2, 3);
          assertThat((double) resampled.at(x, y, z)).isCloseTo(wx + 2 * wy - wz, within(2e-5));
        }
      }
    }
  }

  @Test
  void theSameSizeIsTheSameVolume() {
    Volume volume = TestVolumes.volume(4, 3, 2, TestVolumes.noise(24, 2));
    assertThat(Resampling.resize(volume, 4, 3, 2)).isSameAs(volume);
  }

  @Test
  void impossibleGridsAreRefused() {
    Volume volume = TestVolumes.volume(4, 3, 2, new float[24]);
    assertThatThrownBy(() -> Resampling.toSpacing(volume, 0)).hasMessageContaining("above 0 mm");
    assertThatThrownBy(() -> Resampling.toSpacing(volume, 1e-6))
        .hasMessageContaining("check the spacing");
    Volume flat = new Volume(4, 3, 2, new float[24], Geometry.ofSpacing(1, 0, 1));
    assertThatThrownBy(() -> Resampling.toSpacing(flat, 1))
        .hasMessageContaining("spacing of 0.0 mm along axis 1");
  }

  static void assertEqualsTorch(float[] actual, JsonNode expected) {
    double sum = 0;
    for (float v : actual) {
      sum += v;
    }
    for (int n = 0; n < expected.get("index").size(); n++) {
      int index = expected.get("index").get(n).asInt();
      assertThat((double) actual[index])
          .as("value %d", index)
          .isCloseTo(expected.get("value").get(n).asDouble(), within(1e-6));
    }
    assertThat(sum / actual.length).isCloseTo(expected.get("mean").asDouble(), within(1e-6));
  }
}

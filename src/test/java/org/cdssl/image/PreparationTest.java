package org.cdssl.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.cdssl.CdsslException;
import org.cdssl.config.Size3;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreparationTest {
  private static final Size3 SMALLEST = Size3.parse("1x1x1");

  @Test
  void aCtIsResampledThenWindowed() {
    float[] voxels = TestVolumes.noise(10 * 12 * 6, 1);
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = voxels[i] * 4000 - 2000;
    }
    Volume ct = new Volume(10, 12, 6, voxels, Geometry.ofSpacing(2, 1.5, 3));
    PreparedImage image =
        new Preparation(Dimension.D3, Modality.CT, 1, 0, SMALLEST).prepare("ct", ct);
    assertThat(image.flat()).isFalse();
    assertThat(image.id()).isEqualTo("ct");
    assertThat(new int[] {image.nx(), image.ny(), image.nz()}).containsExactly(20, 18, 18);
    Volume resampled = Resampling.toSpacing(ct, 1);
    for (int i = 0; i < resampled.voxels().length; i++) {
      double expected = (Math.clamp(resampled.voxels()[i], -1000f, 1000f) + 1000) / 2000;
      assertThat((double) image.intensity(i)).isCloseTo(expected, within(0.51 / 65535));
    }
  }

  @Test
  void spacing0KeepsTheNativeGrid() {
    Volume mr = new Volume(5, 4, 3, TestVolumes.noise(60, 2), Geometry.ofSpacing(7, 7, 9));
    PreparedImage image =
        new Preparation(Dimension.D3, Modality.MR, 0, 0, SMALLEST).prepare("mr", mr);
    assertThat(new int[] {image.nx(), image.ny(), image.nz()}).containsExactly(5, 4, 3);
  }

  @Test
  void shortAxesArePaddedOnBothSidesWithTheMinimum() {
    float[] voxels = TestVolumes.noise(6 * 5 * 4, 3);
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = voxels[i] * 800 - 500;
    }
    Volume ct = TestVolumes.volume(6, 5, 4, voxels);
    PreparedImage plain =
        new Preparation(Dimension.D3, Modality.CT, 0, 0, SMALLEST).prepare("ct", ct);
    // in tensor order: z to at least 8, y to 5 (is), x to 9
    PreparedImage image =
        new Preparation(Dimension.D3, Modality.CT, 0, 0, new Size3(8, 3, 9)).prepare("ct", ct);
    assertThat(new int[] {image.nx(), image.ny(), image.nz()}).containsExactly(9, 5, 8);
    int minimum = 0xffff;
    for (short v : plain.values()) {
      minimum = Math.min(minimum, v & 0xffff);
    }
    assertThat(minimum).isPositive();
    for (int z = 0; z < 8; z++) {
      for (int y = 0; y < 5; y++) {
        for (int x = 0; x < 9; x++) {
          boolean inside = z >= 2 && z < 6 && x >= 1 && x < 7;
          int expected = inside ? plain.values()[((z - 2) * 5 + y) * 6 + x - 1] & 0xffff : minimum;
          assertThat(image.values()[(z * 5 + y) * 9 + x] & 0xffff).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void anXrayIsReducedAndDividedByItsFullScale() {
    float[] pixels = new float[512 * 1024];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i % 251;
    }
    Image2d xray = new Image2d(512, 1024, pixels, 255);
    PreparedImage image =
        new Preparation(Dimension.D2, Modality.XRAY, 1, Preparation.XRAY_SIDE, SMALLEST)
            .prepare("x", xray);
    assertThat(image.flat()).isTrue();
    assertThat(new int[] {image.nx(), image.ny(), image.nz()}).containsExactly(256, 512, 1);
    assertThat(image.intensity(0))
        .isCloseTo((pixels[0] + pixels[1] + pixels[512] + pixels[513]) / 4 / 255, within(1e-5f));
  }

  @ParameterizedTest
  @CsvSource({"6, 5, 1, 6, 5", "6, 1, 5, 6, 5", "1, 6, 5, 6, 5"})
  void aSingleSliceServesAsAFlatImage(int nx, int ny, int nz, int width, int height) {
    float[] voxels = TestVolumes.noise(30, 4);
    Volume slice = TestVolumes.volume(nx, ny, nz, voxels);
    PreparedImage image =
        new Preparation(Dimension.D2, Modality.XRAY, 1, 256, SMALLEST).prepare("s", slice);
    assertThat(image.flat()).isTrue();
    assertThat(new int[] {image.nx(), image.ny(), image.nz()}).containsExactly(width, height, 1);
    assertThat(image.intensity(7)).isCloseTo(voxels[7], within(1e-5f));
  }

  @ParameterizedTest
  @CsvSource({"0.8, 1", "200, 255", "4000, 4095", "5000, 65535"})
  void theFullScaleOfASliceIsGuessedFromItsLargestValue(float largest, float fullScale) {
    Volume slice = TestVolumes.volume(2, 1, 1, new float[] {0, largest});
    PreparedImage image =
        new Preparation(Dimension.D2, Modality.XRAY, 1, 256, SMALLEST).prepare("s", slice);
    assertThat(image.intensity(1)).isCloseTo(largest / fullScale, within(1e-5f));
  }

  @Test
  void theWrongDimensionIsRefused() {
    Preparation solid = new Preparation(Dimension.D3, Modality.CT, 1, 256, SMALLEST);
    Preparation flat = new Preparation(Dimension.D2, Modality.XRAY, 1, 256, SMALLEST);
    Volume slice = TestVolumes.volume(4, 4, 1, TestVolumes.noise(16, 5));
    Volume volume = TestVolumes.volume(2, 2, 4, TestVolumes.noise(16, 5));
    Image2d image = new Image2d(4, 4, TestVolumes.noise(16, 5), 1);
    assertRefused(() -> solid.prepare("a", image), "a: is a flat image", "dimension: 2d");
    assertRefused(() -> solid.prepare("b", slice), "b: is a single slice", "dimension: 2d");
    assertRefused(() -> flat.prepare("c", volume), "c: is a volume of 2x2x4", "dimension: 3d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CT", "MR", "XRAY", "OTHER"})
  void constantImagesAreRefused(Modality modality) {
    float[] same = {5, 5, 5, 5, 5, 5, 5, 5};
    Preparation solid = new Preparation(Dimension.D3, modality, 1, 256, SMALLEST);
    assertRefused(
        () -> solid.prepare("v", TestVolumes.volume(2, 2, 2, same)),
        "v: is constant, every value is 5.0");
    Preparation flat = new Preparation(Dimension.D2, modality, 1, 256, SMALLEST);
    assertRefused(
        () -> flat.prepare("f", new Image2d(4, 2, same, 255)),
        "f: is constant, every value is 5.0");
  }

  @Test
  void anImageThatItsWindowMakesConstantIsRefused() {
    Volume wrong = TestVolumes.volume(2, 2, 2, new float[] {1, 2, 3, 4, 5, 6, 7, 8});
    float[] high = wrong.voxels().clone();
    for (int i = 0; i < high.length; i++) {
      high[i] += 20000;
    }
    Preparation ct = new Preparation(Dimension.D3, Modality.CT, 0, 0, SMALLEST);
    assertRefused(
        () -> ct.prepare("v", TestVolumes.volume(2, 2, 2, high)),
        "v: is constant after the intensity window -1000.0 to 1000.0",
        "modality: ct");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void valuesThatAreNoNumbersAreRefused(float broken) {
    float[] voxels = TestVolumes.noise(27, 6);
    voxels[26] = broken;
    Preparation ct = new Preparation(Dimension.D3, Modality.CT, 1, 0, SMALLEST);
    assertRefused(
        () -> ct.prepare("v", TestVolumes.volume(3, 3, 3, voxels)), "v: has 1 of 27 values");
  }

  @Test
  void anAbsurdSpacingIsRefused() {
    Volume huge =
        new Volume(3, 3, 3, TestVolumes.noise(27, 7), Geometry.ofSpacing(1000, 1000, 1000));
    Preparation ct = new Preparation(Dimension.D3, Modality.CT, 1, 0, SMALLEST);
    assertRefused(() -> ct.prepare("v", huge), "v: a grid of 3000x3000x3000", "spacing");
  }

  @Test
  void negativeXraysAreRefused() {
    Volume slice = TestVolumes.volume(2, 2, 1, new float[] {-5, 0, 1, 2});
    Preparation xray = new Preparation(Dimension.D2, Modality.XRAY, 1, 256, SMALLEST);
    assertRefused(() -> xray.prepare("s", slice), "s: has values from -5.0 to 2.0");
  }

  private static void assertRefused(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CdsslException.class, e -> assertThat(e.kind()).isEqualTo(CdsslException.Kind.DATA))
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }
}

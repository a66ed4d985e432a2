package org.cdssl.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class CropResizeTest {
  @ParameterizedTest
  @MethodSource("crops")
  void aCropWithWholeBoundsEqualsTorch(JsonNode expected) {
    int[] size = TestVolumes.ints(expected.get("size"));
    int[] part = TestVolumes.ints(expected.get("rectangle"));
    int[] to = TestVolumes.ints(expected.get("to"));
    float[] pixels = TestVolumes.byRule(size[0], size[1], 1);
    float[] out = new float[to[0] * to[1]];
    new CropResize(to[0], to[1])
        .apply(pixels, size[0], size[1], part[0], part[1], part[2], part[3], out, 0);
    ResamplingTest.assertEqualsTorch(out, expected);
  }

  static List<JsonNode> crops() throws Exception {
    return TestVolumes.torch("crop");
  }

  @Test
  void aFractionalRectangleIsReadWhereItLies() {
    // bilinear reading of a plane is exact, so each output must be the plane at its own position
    int width = 30;
    float[] pixels = new float[width * 20];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = 3 * (i % width) - 2 * (i / width);
    }
    float[] out = new float[8 * 5];
    new CropResize(8, 5).apply(pixels, width, 20, 4.3, 6.6, 12.9, 7.75, out, 0);
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 8; x++) {
        double px = 4.3 + (x + 0.5) * 12.9 / 8 - 0.5;
        double py = 6.6 + (y + 0.5) * 7.75 / 5 - 0.5;
        assertThat((double) out[y * 8 + x]).isCloseTo(3 * px - 2 * py, within(1e-4));
      }
    }
  }

  @Test
  void pixelsOutsideTheRectangleAreNeverLookedAt() {
    float[] pixels = new float[20 * 20];
    Arrays.fill(pixels, Float.NaN);
    for (int y = 5; y < 12; y++) {
      Arrays.fill(pixels, y * 20 + 7, y * 20 + 15, 0.25f);
    }
    float[] out = new float[33 * 31];
    new CropResize(33, 31).apply(pixels, 20, 20, 7, 5, 8, 7, out, 0);
    assertThat(out).containsOnly(0.25f);
    new CropResize(33, 31).apply(pixels, 20, 20, 7.5, 5.1, 7.2, 6.5, out, 0);
    assertThat(out).containsOnly(0.25f);
  }

  @Test
  void aPreparedImageGivesItsIntensities() {
    short[] values = new short[40 * 30];
    float[] pixels = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (short) (i * 2741);
      pixels[i] = (values[i] & 0xffff) / 65535f;
    }
    PreparedImage image = new PreparedImage("x", true, 40, 30, 1, values);
    CropResize resize = new CropResize(24, 36);
    float[] expected = new float[24 * 36];
    resize.apply(pixels, 40, 30, 3.5, 2.25, 30.125, 20, expected, 0);
    float[] actual = new float[24 * 36 + 5];
    resize.apply(image, 3.5, 2.25, 30.125, 20, actual, 5);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i + 5]).isCloseTo(expected[i], within(1e-6f));
    }
  }

  @Test
  void oneInstanceServesImagesOfDifferentSizes() {
    CropResize resize = new CropResize(9, 9);
    float[] first = new float[81];
    resize.apply(TestVolumes.noise(400, 1), 20, 20, 2, 2, 15, 15, first, 0);
    float[] again = new float[81];
    resize.apply(TestVolumes.noise(600, 2), 30, 20, 0, 0, 30, 20, again, 0);
    resize.apply(TestVolumes.noise(400, 1), 20, 20, 2, 2, 15, 15, again, 0);
    assertThat(again).isEqualTo(first);
  }

  @Test
  void nothingOfAnImageIsLeftForTheNext() {
    // one output row between rows 1 and 2: the same two rows of every image
    CropResize resize = new CropResize(4, 1);
    for (int seed = 0; seed < 3; seed++) {
      float[] pixels = TestVolumes.noise(16, seed);
      float[] expected = new float[4];
      new CropResize(4, 1).apply(pixels, 4, 4, 0, 0, 4, 4, expected, 0);
      float[] actual = new float[4];
      resize.apply(pixels, 4, 4, 0, 0, 4, 4, actual, 0);
      assertThat(actual).isEqualTo(expected);
    }
  }

  @Test
  void rectanglesThatLeaveTheImageAreRefused() {
    CropResize resize = new CropResize(4, 4);
    float[] pixels = new float[100];
    float[] out = new float[16];
    double[][] wrong = {{-0.1, 0, 5, 5}, {6, 0, 5, 5}, {0, 0, 0, 5}, {0, 0, 5, Double.NaN}};
    for (double[] r : wrong) {
      assertThatThrownBy(() -> resize.apply(pixels, 10, 10, r[0], r[1], r[2], r[3], out, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not lie inside 0 to 10");
    }
    assertThatThrownBy(() -> resize.apply(pixels, 10, 11, 0, 0, 5, 5, out, 0))
        .hasMessageContaining("10x11");
  }
}

package org.cdssl.pseudo3d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.cdssl.config.PseudoVolumeConfig.Order;
import org.cdssl.config.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PseudoVolumeTest {
  private static final Window PAPER = new Window(5, 1, Order.ROW);

  @Test
  void slicesOfA3x3ImageAreTheFourShiftedCrops() {
    float[] image = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    assertThat(PseudoVolume.materialise(image, 3, 3, new Window(2, 1, Order.ROW)))
        .containsExactly(1, 2, 4, 5, 2, 3, 5, 6, 4, 5, 7, 8, 5, 6, 8, 9);
  }

  @Test
  void columnOrderSwapsTheTwoMiddleSlicesOfA3x3Image() {
    float[] image = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    assertThat(PseudoVolume.materialise(image, 3, 3, new Window(2, 1, Order.COLUMN)))
        .containsExactly(1, 2, 4, 5, 4, 5, 7, 8, 2, 3, 5, 6, 5, 6, 8, 9);
  }

  @ParameterizedTest
  @CsvSource({
    "224, 5, 1, 220x220x25",
    "224, 3, 1, 222x222x9",
    "224, 7, 1, 218x218x49",
    "224, 5, 2, 110x110x25",
    "224, 5, 3, 74x74x25",
    "64, 5, 1, 60x60x25",
    "5, 5, 9, 1x1x25",
    "1, 1, 1, 1x1x1"
  })
  void sizesAreThoseOfEq3(int side, int k, int stride, String expected) {
    Window window = new Window(k, stride, Order.ROW);
    assertThat(window.sizeFor(side, side)).isEqualTo(Size3.parse(expected));
    assertThat(PseudoVolume.materialise(new float[side * side], side, side, window))
        .hasSize(Size3.parse(expected).voxels());
  }

  @Test
  void theRemainderOfTheStrideIsDropped() {
    // (9-2) mod 3 = 1 column and (8-2) mod 3 = 0 rows are never looked at
    int width = 9;
    int height = 8;
    float[] image = TestImages.noise(width, height, 1);
    Window window = new Window(2, 3, Order.ROW);
    assertThat(window.sizeFor(width, height)).isEqualTo(new Size3(4, 3, 3));
    float[] before = PseudoVolume.materialise(image, width, height, window);
    float[] other = image.clone();
    for (int y = 0; y < height; y++) {
      other[y * width + 8] += 1;
    }
    assertThat(PseudoVolume.materialise(other, width, height, window)).isEqualTo(before);
    other[7 * width + 7] += 1; // last row and last column that are covered
    assertThat(PseudoVolume.materialise(other, width, height, window)).isNotEqualTo(before);
  }

  @Test
  void slice12OfThePaperIsTheCentreCrop() {
    float[] image = TestImages.noise(224, 224, 2);
    float[] volume = PseudoVolume.materialise(image, 224, 224, PAPER);
    float[] slice = Arrays.copyOfRange(volume, 12 * 220 * 220, 13 * 220 * 220);
    float[] crop = new float[220 * 220];
    for (int y = 2; y < 222; y++) {
      System.arraycopy(image, y * 224 + 2, crop, (y - 2) * 220, 220);
    }
    assertThat(slice).isEqualTo(crop);
  }

  @Test
  void thePaperSizeEqualsIm2colChannelByChannel() {
    float[] image = TestImages.noise(224, 224, 3);
    float[] volume = PseudoVolume.materialise(image, 224, 224, PAPER);
    int columns = 220 * 220;
    for (int channel = 0; channel < 25; channel++) {
      float[] expected = new float[columns];
      for (int column = 0; column < columns; column++) {
        int y = column / 220 + channel / 5;
        int x = column % 220 + channel % 5;
        expected[column] = image[y * 224 + x];
      }
      assertThat(Arrays.copyOfRange(volume, channel * columns, (channel + 1) * columns))
          .as("channel %d", channel)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"31, 31", "33, 21", "8, 45", "7, 7", "64, 50"})
  void itEqualsAPlainSlidingWindowBitForBit(int width, int height) {
    float[] image = TestImages.noise(width, height, 4);
    for (int k : new int[] {1, 2, 3, 5, 7}) {
      for (int stride : new int[] {1, 2, 3, 50}) {
        for (Order order : Order.values()) {
          Window window = new Window(k, stride, order);
          assertThat(PseudoVolume.materialise(image, width, height, window))
              .as("%s", window)
              .isEqualTo(TestImages.slidingWindow(image, width, height, window));
        }
      }
    }
  }

  @Test
  void columnOrderIsRowOrderOfTheTransposedImage() {
    int width = 23;
    int height = 17;
    float[] image = TestImages.noise(width, height, 5);
    float[] transposed = TestImages.transpose(image, width, height);
    for (int stride : new int[] {1, 2}) {
      Window column = new Window(3, stride, Order.COLUMN);
      Size3 size = column.sizeFor(width, height);
      float[] expected =
          PseudoVolume.materialise(transposed, height, width, new Window(3, stride, Order.ROW));
      float[] actual = PseudoVolume.materialise(image, width, height, column);
      int area = size.h() * size.w();
      for (int d = 0; d < size.d(); d++) {
        float[] slice = Arrays.copyOfRange(actual, d * area, (d + 1) * area);
        assertThat(TestImages.transpose(slice, size.w(), size.h()))
            .isEqualTo(Arrays.copyOfRange(expected, d * area, (d + 1) * area));
      }
    }
  }

  @Test
  void itWritesOnlyItsOwnPartOfAGivenArray() {
    float[] image = TestImages.noise(6, 5, 6);
    Window window = new Window(3, 1, Order.ROW);
    float[] alone = PseudoVolume.materialise(image, 6, 5, window);
    float[] shared = new float[alone.length + 10];
    Arrays.fill(shared, -7);
    PseudoVolume.materialise(image, 6, 5, window, shared, 4);
    assertThat(Arrays.copyOfRange(shared, 4, 4 + alone.length)).isEqualTo(alone);
    assertThat(Arrays.copyOfRange(shared, 0, 4)).containsOnly(-7);
    assertThat(Arrays.copyOfRange(shared, 4 + alone.length, shared.length)).containsOnly(-7);
  }

  @Test
  void valuesThatAreNotNumbersAreCarriedOverAsTheyAre() {
    float[] image = {Float.NaN, Float.NEGATIVE_INFINITY, -0f, Float.MIN_VALUE};
    assertThat(PseudoVolume.materialise(image, 2, 2, new Window(2, 1, Order.ROW))).isEqualTo(image);
  }

  @Test
  void aWindowLargerThanTheImageIsRefused() {
    assertThatThrownBy(() -> PseudoVolume.materialise(new float[48], 12, 4, PAPER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5x5")
        .hasMessageContaining("12x4");
    assertThatThrownBy(() -> PAPER.sizeFor(4, 12)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void impossibleWindowsAreRefused() {
    assertThatThrownBy(() -> new Window(0, 1, Order.ROW)).hasMessageContaining("window");
    assertThatThrownBy(() -> new Window(5, 0, Order.ROW)).hasMessageContaining("stride");
    assertThatThrownBy(() -> new Window(5, 1, null)).hasMessageContaining("order");
  }

  @Test
  void arraysThatDoNotFitAreRefused() {
    float[] image = new float[36];
    assertThatThrownBy(() -> PseudoVolume.materialise(image, 7, 6, PAPER))
        .hasMessageContaining("42");
    float[] small = new float[100];
    assertThatThrownBy(() -> PseudoVolume.materialise(image, 6, 6, PAPER, small, 1))
        .hasMessageContaining("100 values do not fit at 1");
  }

  @Test
  void aVolumeThatNoArrayCanHoldIsRefused() {
    Window window = new Window(200, 1, Order.ROW);
    assertThatThrownBy(() -> PseudoVolume.materialise(new float[512 * 512], 512, 512, window))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too large");
  }
}

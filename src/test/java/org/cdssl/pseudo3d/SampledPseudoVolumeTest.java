package org.cdssl.pseudo3d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.cdssl.config.PseudoVolumeConfig.Depth;
import org.cdssl.config.PseudoVolumeConfig.Order;
import org.cdssl.config.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampledPseudoVolumeTest {
  private static final Size3 INPUT = new Size3(32, 64, 64);

  @ParameterizedTest
  @CsvSource({
    "224, 224, 5, 1, 64x64x32",
    "224, 224, 5, 3, 64x64x32",
    "224, 200, 7, 1, 64x64x32",
    "96, 96, 5, 1, 32x32x16",
    "97, 131, 3, 2, 32x64x16",
    "40, 36, 5, 1, 64x64x32",
    "19, 23, 2, 1, 32x16x8",
    "30, 31, 1, 1, 16x16x4",
    "5, 5, 5, 1, 8x8x32",
    "300, 17, 3, 1, 8x2x1"
  })
  void itEqualsTheMaterialisedVolumeResized(int width, int height, int k, int stride, String size) {
    float[] image = TestImages.noise(width, height, 7);
    Size3 out = Size3.parse(size);
    for (Order order : Order.values()) {
      Window window = new Window(k, stride, order);
      float[] full = PseudoVolume.materialise(image, width, height, window);
      for (Depth depth : Depth.values()) {
        double[] expected = TestImages.resize(full, window.sizeFor(width, height), out, depth);
        float[] actual = sample(image, width, height, window, out, depth);
        // positions are float32 (as torch's), so sizes that are no power of two may be 1e-5 off
        double tolerance = isPowerOfTwo(out) ? 1e-6 : 2e-5;
        assertThat(furthest(actual, expected)).as("%s %s", window, depth).isLessThan(tolerance);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"31, 24, 3, 1", "31, 24, 3, 2", "12, 12, 5, 3", "9, 14, 1, 1"})
  void atFullSizeItIsThePlainTransformBitForBit(int width, int height, int k, int stride) {
    float[] image = TestImages.noise(width, height, 8);
    image[0] = -0f;
    image[1] = Float.POSITIVE_INFINITY;
    for (Order order : Order.values()) {
      Window window = new Window(k, stride, order);
      float[] full = PseudoVolume.materialise(image, width, height, window);
      for (Depth depth : Depth.values()) {
        assertThat(sample(image, width, height, window, window.sizeFor(width, height), depth))
            .isEqualTo(full);
      }
    }
  }

  @Test
  void aConstantImageStaysExactlyConstant() {
    float[] image = new float[224 * 224];
    Arrays.fill(image, 0.3f);
    Window window = new Window(5, 1, Order.ROW);
    assertThat(sample(image, 224, 224, window, INPUT, Depth.LINEAR)).containsOnly(0.3f);
  }

  @Test
  void nearestDepthTakesWholeSlices() {
    // every slice of a horizontal ramp lies one step above its left neighbour
    int width = 20;
    float[] image = new float[width * width];
    for (int i = 0; i < image.length; i++) {
      image[i] = i % width + 100 * (i / width);
    }
    Window window = new Window(2, 1, Order.ROW);
    float[] out = sample(image, width, width, window, new Size3(6, 19, 19), Depth.NEAREST);
    // 4 slices to 6: indices 0 0 1 2 2 3
    float[] first = new float[6];
    for (int d = 0; d < 6; d++) {
      first[d] = out[d * 19 * 19];
    }
    assertThat(first).containsExactly(0, 0, 1, 100, 100, 101);
  }

  @Test
  void oneInstanceServesManyImages() {
    Window window = new Window(5, 1, Order.ROW);
    SampledPseudoVolume sampler = new SampledPseudoVolume(50, 40, window, INPUT, Depth.LINEAR);
    float[] results = new float[2 * INPUT.voxels() + 3];
    float[] first = TestImages.noise(50, 40, 9);
    float[] second = TestImages.noise(50, 40, 10);
    sampler.sample(first, results, 3);
    sampler.sample(second, results, 3 + INPUT.voxels());
    assertThat(Arrays.copyOfRange(results, 0, 3)).containsOnly(0);
    assertThat(Arrays.copyOfRange(results, 3, 3 + INPUT.voxels()))
        .isEqualTo(sample(first, 50, 40, window, INPUT, Depth.LINEAR));
    assertThat(Arrays.copyOfRange(results, 3 + INPUT.voxels(), results.length))
        .isEqualTo(sample(second, 50, 40, window, INPUT, Depth.LINEAR));
  }

  @Test
  void nothingOfAnImageIsLeftForTheNext() {
    // one output slice between slices 1 and 2 of 4: the same two planes for every image
    Window window = new Window(2, 1, Order.ROW);
    Size3 size = new Size3(1, 6, 7);
    SampledPseudoVolume sampler = new SampledPseudoVolume(9, 8, window, size, Depth.LINEAR);
    float[] result = new float[size.voxels()];
    for (int seed = 0; seed < 3; seed++) {
      float[] image = TestImages.noise(9, 8, seed);
      sampler.sample(image, result, 0);
      assertThat(result).isEqualTo(sample(image, 9, 8, window, size, Depth.LINEAR));
    }
  }

  @Test
  void wrongArraysAreRefused() {
    Window window = new Window(5, 1, Order.ROW);
    SampledPseudoVolume sampler = new SampledPseudoVolume(50, 40, window, INPUT, Depth.LINEAR);
    assertThatThrownBy(() -> sampler.sample(new float[1999], new float[INPUT.voxels()], 0))
        .hasMessageContaining("50x40");
    assertThatThrownBy(() -> sampler.sample(new float[2000], new float[INPUT.voxels()], 1))
        .hasMessageContaining("do not fit");
    assertThatThrownBy(() -> new SampledPseudoVolume(4, 40, window, INPUT, Depth.LINEAR))
        .hasMessageContaining("does not fit");
  }

  private static float[] sample(
      float[] image, int width, int height, Window window, Size3 out, Depth depth) {
    float[] result = new float[out.voxels()];
    new SampledPseudoVolume(width, height, window, out, depth).sample(image, result, 0);
    return result;
  }

  private static boolean isPowerOfTwo(Size3 size) {
    return Integer.bitCount(size.voxels()) == 1;
  }

  private static double furthest(float[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double furthest = 0;
    for (int i = 0; i < actual.length; i++) {
      furthest = Math.max(furthest, Math.abs(actual[i] - expected[i]));
    }
    return furthest;
  }
}

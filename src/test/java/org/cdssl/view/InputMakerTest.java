package org.cdssl.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.config.Schema;
import org.cdssl.image.PreparedImage;
import org.cdssl.pseudo3d.PseudoVolume;
import org.cdssl.pseudo3d.Window;
import org.junit.jupiter.api.Test;

class InputMakerTest {
  private static InputMaker maker(String... settings) {
    List<String> all = new ArrayList<>(List.of("input.normalise=none"));
    all.addAll(List.of(settings));
    FinetuneConfig c =
        new ConfigLoader()
            .preset(Schema.FINETUNE, "finetune-tiny.yaml", all, ConfigLoader.Use.SETTINGS, "")
            .config();
    return new InputMaker(c.input(), c.pseudo3d(), c.augmentation(), c.seed());
  }

  private static PreparedImage volume(int n) {
    short[] values = new short[n * n * n];
    for (int i = 0; i < values.length; i++) {
      values[i] = (short) (i * 131 % 65536);
    }
    return new PreparedImage("v", false, n, n, n, values);
  }

  private static PreparedImage flat(int width, int height) {
    short[] values = new short[width * height];
    for (int i = 0; i < values.length; i++) {
      values[i] = (short) (i * 257 % 65536);
    }
    return new PreparedImage("f", true, width, height, 1, values);
  }

  private static float[] fixed(InputMaker maker, PreparedImage image) {
    float[] out = new float[maker.size().voxels()];
    maker.fixed(image, out, 0);
    return out;
  }

  private static float[] training(InputMaker maker, PreparedImage image, long pass) {
    float[] out = new float[maker.size().voxels()];
    maker.training(image, pass, 4, out, 0);
    return out;
  }

  @Test
  void aVolumeOfTheInputsSizeIsTakenAsItIs() {
    PreparedImage image = volume(16);
    float[] out = fixed(maker(), image);
    for (int i = 0; i < out.length; i++) {
      assertThat(out[i]).isCloseTo(image.intensity(i), within(1e-6f));
    }
    assertThat(training(maker(), image, 0)).as("no augmentation").isEqualTo(out);
  }

  @Test
  void aSmallerVolumeIsEnlargedTrilinearly() {
    PreparedImage small = new PreparedImage("s", false, 2, 1, 1, new short[] {0, (short) 65535});
    float[] out = fixed(maker("input.size=1x4x1"), small);
    assertThat(out).containsExactly(new float[] {0, 0.25f, 0.75f, 1}, Offset.offset(1e-6f));
  }

  @Test
  void theCentreSquareOfAFlatImageGoesThroughEquation3() {
    InputMaker maker =
        maker(
            "pseudo3d.imageSize=8",
            "pseudo3d.localImageSize=8",
            "pseudo3d.window=3",
            "input.size=6x6x9");
    PreparedImage wide = flat(12, 8);
    float[] square = new float[64];
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        square[y * 8 + x] = wide.intensity(y * 12 + x + 2);
      }
    }
    float[] expected = new float[9 * 36];
    PseudoVolume.materialise(
        square, 8, 8, new Window(3, 1, org.cdssl.config.PseudoVolumeConfig.Order.ROW), expected, 0);
    assertThat(fixed(maker, wide)).containsExactly(expected, Offset.offset(1e-5f));
  }

  @Test
  void aPlainFlatImageHasADepthOfOneAndTheShorterSideDecidesTheCrop() {
    InputMaker maker =
        maker(
            "pseudo3d.imageSize=8",
            "pseudo3d.localImageSize=8",
            "input.flat=plain",
            "input.size=8x8x1",
            "input.shorterSide=16");
    PreparedImage image = flat(16, 16);
    float[] out = fixed(maker, image);
    assertThat(out[0]).isCloseTo(image.intensity(4 * 16 + 4), within(1e-6f));
    assertThat(out[63]).isCloseTo(image.intensity(11 * 16 + 11), within(1e-6f));
  }

  @Test
  void theShapeTransformHalvesAndInTrainingScalesAtRandom() {
    PreparedImage image = volume(16);
    float[] plain = fixed(maker(), image);
    InputMaker maker = maker("input.shapeTransform=true");
    assertThat(fixed(maker, image)[1000]).isCloseTo(plain[1000] / 2, within(1e-6f));
    float first = training(maker, image, 0)[1000] / plain[1000];
    float second = training(maker, image, 1)[1000] / plain[1000];
    assertThat(first).isBetween(0f, 1f).isNotCloseTo(second, within(1e-3f));
  }

  @Test
  void flipsMirrorOneAxisAndShiftsMoveByWholeVoxels() {
    PreparedImage image = volume(16);
    float[] plain = fixed(maker(), image);
    float[] mirrored = training(maker("augmentation.flip=[0, 0, 1]"), image, 0);
    float[] upside = training(maker("augmentation.flip=[1, 0, 0]"), image, 0);
    for (int i = 0; i < plain.length; i++) {
      int x = i % 16;
      int z = i / 256;
      assertThat(mirrored[i]).isEqualTo(plain[i - x + 15 - x]);
      assertThat(upside[i]).isEqualTo(plain[i + (15 - 2 * z) * 256]);
    }
    float[] moved = training(maker("augmentation.shift=3"), image, 2);
    int found = 0;
    for (int d = -3 * 273; d <= 3 * 273; d++) {
      int at = 8 * 256 + 8 * 16 + 8;
      found += plain[at + d] == moved[at] ? 1 : 0;
    }
    assertThat(found).isPositive();
    assertThat(moved).isNotEqualTo(plain);
  }

  @Test
  void everyAugmentationDependsOnPassAndImageAlone() {
    String[] all = {
      "augmentation.flip=[0.5, 0.5, 0.5]", "augmentation.shift=2", "augmentation.scale=0.1",
      "augmentation.rotationDegrees=10", "augmentation.noiseSigma=0.1", "augmentation.gamma=0.2",
      "input.normalise=zscore"
    };
    PreparedImage image = volume(16);
    InputMaker used = maker(all);
    training(used, image, 0);
    float[] second = training(used, image, 1);
    assertThat(second).isEqualTo(training(maker(all), image, 1));
    assertThat(second).isNotEqualTo(training(maker(all), image, 2));
    double mean = 0;
    for (float v : second) {
      mean += v / second.length;
    }
    assertThat(mean).isCloseTo(0, within(1e-5));
  }

  @Test
  void aConstantImageIsZeroAfterNormalisation() {
    PreparedImage black = new PreparedImage("b", false, 16, 16, 16, new short[4096]);
    float[] out = fixed(maker("input.normalise=zscore"), black);
    float[] zeros = new float[4096];
    Arrays.fill(zeros, 0);
    assertThat(out).isEqualTo(zeros);
  }
}

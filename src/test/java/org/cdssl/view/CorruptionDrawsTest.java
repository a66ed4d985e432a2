package org.cdssl.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.cdssl.config.Range;
import org.cdssl.config.Size3;
import org.junit.jupiter.api.Test;

/// The intensity steps that only some methods take (METHOD D.4, D.5), and their strengths.
class CorruptionDrawsTest {
  private static final Size3 SIZE = new Size3(3, 9, 8);

  private static float[] noise(int count) {
    ViewRandom random = new ViewRandom(5);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble();
    }
    return values;
  }

  @Test
  void contrastStretchesAboutTheMeanAndStaysInTheRange() {
    float[] voxels = {0, 0.4f, 0.6f, 1};
    new ContrastDraw(1.5).apply(voxels, 4);
    assertThat(voxels).usingComparatorWithPrecision(1e-6f).containsExactly(0, 0.35f, 0.65f, 1);
    float[] flatter = {0, 0.4f, 0.6f, 1, 77};
    new ContrastDraw(0.5).apply(flatter, 4);
    assertThat(flatter)
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(0.25f, 0.45f, 0.55f, 0.75f, 77);
  }

  @Test
  void factorsAreAsOftenBelowOneAsAbove() {
    ViewRandom random = new ViewRandom(1);
    int below = 0;
    for (int i = 0; i < 1000; i++) {
      double factor = ContrastDraw.aroundOne(new Range(0.7, 1.5), random);
      assertThat(factor).isBetween(0.7, 1.5);
      below += factor < 1 ? 1 : 0;
      assertThat(ContrastDraw.aroundOne(new Range(1.2, 1.3), random)).isBetween(1.2, 1.3);
      assertThat(ContrastDraw.aroundOne(new Range(0.5, 1), random)).isBetween(0.5, 1.0);
    }
    assertThat(below).isBetween(437, 563);
  }

  @Test
  void gammaInTheRangeKnowsNothingOfTheScale() {
    float[] voxels = {-1, 0, 1, 3};
    new GammaDraw(2).applyInRange(voxels, 4);
    assertThat(voxels).usingComparatorWithPrecision(1e-5f).containsExactly(0, 0.0625f, 0.25f, 1);
  }

  @Test
  void sharpnessBlursInThePlaneOnly() {
    float[] voxels = noise(SIZE.voxels());
    float[] expected = voxels.clone();
    BlurDraw.Scratch scratch = new BlurDraw.Scratch(2, SIZE);
    new BlurDraw(1.2, 1.2, 0).apply(expected, SIZE, scratch);
    new SharpnessDraw(1.2, 0).apply(voxels, SIZE, scratch, new float[SIZE.voxels()]);
    assertThat(voxels).containsExactly(expected);
    // one slice changes nothing in another
    float[] other = noise(SIZE.voxels());
    Arrays.fill(other, 0, 72, 0);
    new SharpnessDraw(1.2, 0).apply(other, SIZE, scratch, new float[SIZE.voxels()]);
    assertThat(Arrays.copyOfRange(other, 72, 216))
        .containsExactly(Arrays.copyOfRange(voxels, 72, 216));
  }

  /// x = G_σ(image); x + α (x − G_½(x)).
  @Test
  void sharpeningAddsTheDetailThatASecondBlurLoses() {
    float[] voxels = noise(SIZE.voxels());
    BlurDraw.Scratch scratch = new BlurDraw.Scratch(2, SIZE);
    float[] once = voxels.clone();
    new BlurDraw(0.8, 0.8, 0).apply(once, SIZE, scratch);
    float[] twice = once.clone();
    new BlurDraw(0.5, 0.5, 0).apply(twice, SIZE, scratch);
    new SharpnessDraw(0.8, 10).apply(voxels, SIZE, scratch, new float[SIZE.voxels()]);
    for (int i = 0; i < voxels.length; i++) {
      assertThat(voxels[i]).isCloseTo(once[i] + 10 * (once[i] - twice[i]), within(1e-5f));
    }
  }

  @Test
  void blurAndSharpeningAreEquallyFrequent() {
    ViewRandom random = new ViewRandom(2);
    int blurred = 0;
    for (int i = 0; i < 1000; i++) {
      SharpnessDraw draw =
          SharpnessDraw.draw(new Range(0.25, 1.5), new Range(0.5, 1), new Range(10, 30), random);
      blurred += draw.strength() == 0 ? 1 : 0;
      assertThat(draw.sigma()).isBetween(0.25, 1.5);
      assertThat(draw.strength() == 0 || (draw.strength() >= 10 && draw.sigma() <= 1)).isTrue();
    }
    assertThat(blurred).isBetween(437, 563);
  }

  @Test
  void aCeilingClipsButNeverEverything() {
    float[] voxels = {0.1f, 0.7f, 0.9f, 2};
    new CeilingDraw(0.8f).apply(voxels, 3);
    assertThat(voxels).containsExactly(0.1f, 0.7f, 0.8f, 2);
    float[] bright = {0.85f, 0.9f};
    new CeilingDraw(0.8f).apply(bright, 2);
    assertThat(bright).containsExactly(0.85f, 0.9f);
  }

  @Test
  void aStepHasItsStrengthsOrThoseOfTheConfiguration() {
    Corruption own = new Corruption(Corruption.Operation.BLUR, 0.5, new Range(0.1, 3));
    assertThat(own.strength(0, 7)).isEqualTo(new Range(0.1, 3));
    assertThat(own.largestBlur(1)).isEqualTo(3);
    Corruption usual = Corruption.always(Corruption.Operation.BLUR);
    assertThat(usual.strength(0, 7)).isEqualTo(new Range(0, 7));
    assertThat(usual.largestBlur(2)).isEqualTo(2);
    assertThatThrownBy(() -> new Corruption(Corruption.Operation.SHARPNESS, 1, new Range(0, 1)))
        .hasMessageContaining("SHARPNESS has 3 strengths, got 1");
  }
}

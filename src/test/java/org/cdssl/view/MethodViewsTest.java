package org.cdssl.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.cdssl.config.DesdConfig;
import org.cdssl.config.Range;
import org.cdssl.config.Vox2VecConfig;
import org.cdssl.image.PreparedImage;
import org.junit.jupiter.api.Test;

/// Whole views of the plans of DeSD and vox2vec.
class MethodViewsTest {
  private static final ViewPlan DESD =
      ViewPlan.desd(
          new DesdConfig(
              new Range(1.4, 1.8),
              1.5,
              new Range(0.8, 1.2),
              0.8,
              0.05,
              new Range(0.1, 2),
              new Range(0.75, 1.25),
              new Range(0.7, 1.5),
              0.8,
              1,
              0.5));
  private static final ViewPlan VOX2VEC = vox2vec(0.5, 0.5, 0.8);

  private final PreparedImage volume = Configs.volume("v", 50, 45, 30, 1);
  private final PreparedImage flat = Configs.flat("f", 90, 80, 2);

  private static ViewPlan vox2vec(double sharpness, double noise, double ceiling) {
    return ViewPlan.vox2vec(
        new Vox2VecConfig(
            64,
            0.25,
            0.1,
            128,
            16,
            sharpness,
            new Range(0.25, 1.5),
            new Range(0.5, 1),
            new Range(10, 30),
            noise,
            0.015,
            ceiling,
            new Range(0.65, 1)));
  }

  private static Batch make(ViewPlan plan, PreparedImage image, int index, long pass, long seed) {
    Batch batch = new Batch(plan, Configs.SMALL_SIZES, 3, () -> {});
    ViewMaker maker = new ViewMaker(plan, Configs.SMALL, Configs.SMALL_PSEUDO_3D, seed);
    maker.make(image, new Sample(image.flat(), index, pass), batch, 1);
    return batch;
  }

  private static float[] global(Batch batch, int view) {
    float[] values = new float[batch.globalSize().voxels()];
    batch.global(view).get(values.length, values); // place 1
    return values;
  }

  @Test
  void viewsAreNormalisedAndDifferFromEachOther() {
    for (ViewPlan plan : List.of(DESD, VOX2VEC)) {
      for (PreparedImage image : List.of(volume, flat)) {
        for (int pass = 0; pass < 10; pass++) {
          Batch batch = make(plan, image, 4, pass, 11);
          assertThat(global(batch, 0)).isNotEqualTo(global(batch, 1));
          for (int view = 0; view < 2; view++) {
            double mean = 0;
            double square = 0;
            for (float value : global(batch, view)) {
              mean += value / 2048;
              square += value * (double) value / 2047;
            }
            assertThat(mean).isCloseTo(0, within(1e-4));
            assertThat(square).isCloseTo(1, within(1e-4));
          }
        }
      }
    }
  }

  @Test
  void viewsAndPairsDependOnSeedPassAndImageOnly() {
    for (ViewPlan plan : List.of(DESD, VOX2VEC)) {
      for (PreparedImage image : List.of(volume, flat)) {
        Batch batch = make(plan, image, 4, 0, 11);
        Batch again = make(plan, image, 4, 0, 11);
        assertThat(global(again, 0)).containsExactly(global(batch, 0));
        assertThat(global(again, 1)).containsExactly(global(batch, 1));
        assertThat(again.pairs().first()).containsExactly(batch.pairs().first());
        assertThat(again.pairs().second()).containsExactly(batch.pairs().second());
        for (Batch other :
            List.of(
                make(plan, image, 5, 0, 11),
                make(plan, image, 4, 1, 11),
                make(plan, image, 4, 0, 12))) {
          assertThat(global(other, 0)).isNotEqualTo(global(batch, 0));
          if (plan.equals(VOX2VEC)) {
            assertThat(other.pairs().first()).isNotEqualTo(batch.pairs().first());
          }
        }
      }
    }
  }

  /// Without intensity steps two crops of one volume differ only by their normalisation: there is
  /// one straight line between the values of all pairs.
  @Test
  void pairsOfWholeViewsAreTheSameVoxels() {
    for (int pass = 0; pass < 20; pass++) {
      Batch batch = make(vox2vec(0, 0, 0), volume, 0, pass, 3);
      VoxelPairs pairs = batch.pairs();
      assertThat(pairs.count()).isGreaterThan(2);
      assertThat(pairs.sample()).containsOnly(1);
      float[] a = global(batch, 0);
      float[] b = global(batch, 1);
      int low = 0;
      int high = 0;
      for (int p = 0; p < pairs.count(); p++) {
        low = a[pairs.first()[p]] < a[pairs.first()[low]] ? p : low;
        high = a[pairs.first()[p]] > a[pairs.first()[high]] ? p : high;
      }
      float a0 = a[pairs.first()[low]];
      float b0 = b[pairs.second()[low]];
      float slope = (b[pairs.second()[high]] - b0) / (a[pairs.first()[high]] - a0);
      for (int p = 0; p < pairs.count(); p++) {
        assertThat(b[pairs.second()[p]])
            .isCloseTo(b0 + slope * (a[pairs.first()[p]] - a0), within(1e-3f));
      }
    }
  }

  @Test
  void everyStepOfAPlanIsDone() {
    List<Corruption> steps =
        List.of(
            new Corruption(Corruption.Operation.BLUR, 1, new Range(1, 1)),
            new Corruption(Corruption.Operation.NOISE, 1, new Range(0.1, 0.1)),
            new Corruption(Corruption.Operation.CONTRAST, 1, new Range(1.5, 1.5)),
            new Corruption(Corruption.Operation.RANGE_GAMMA, 1, new Range(1.5, 1.5)),
            new Corruption(
                Corruption.Operation.SHARPNESS,
                1,
                new Range(1, 1),
                new Range(0.5, 0.5),
                new Range(9, 9)),
            new Corruption(Corruption.Operation.CEILING, 1, new Range(0.5, 0.5)));
    float[] plain = global(make(plan(List.of()), volume, 4, 0, 11), 0);
    for (Corruption step : steps) {
      assertThat(global(make(plan(List.of(step)), volume, 4, 0, 11), 0))
          .as(step.toString())
          .isNotEqualTo(plain);
      Corruption never = new Corruption(step.operation(), 0, step.strengths(), List.of());
      assertThat(global(make(plan(List.of(never)), volume, 4, 0, 11), 0)).containsExactly(plain);
    }
  }

  private static ViewPlan plan(List<Corruption> steps) {
    return new ViewPlan(List.of(steps), List.of(), 0);
  }

  @Test
  void aBatchJoinsThePairsOfItsSamples() {
    Batch batch = new Batch(VOX2VEC, Configs.SMALL_SIZES, 3, () -> {});
    batch.putPairs(2, 1, new int[] {7, 0}, new int[] {8, 0});
    batch.putPairs(0, 2, new int[] {1, 2}, new int[] {3, 4});
    assertThat(batch.pairs().sample()).containsExactly(0, 0, 2);
    assertThat(batch.pairs().first()).containsExactly(1, 2, 7);
    assertThat(batch.pairs().second()).containsExactly(3, 4, 8);
    assertThat(make(DESD, volume, 0, 0, 1).pairs().count()).isZero();
  }

  @Test
  void tinyVolumesAndImagesWork() {
    ViewRandom random = new ViewRandom(6);
    for (int i = 0; i < 60; i++) {
      PreparedImage tiny =
          Configs.volume(
              "t", 2 + random.nextInt(30), 2 + random.nextInt(30), 2 + random.nextInt(20), i);
      PreparedImage tinyFlat = Configs.flat("t", 2 + random.nextInt(60), 2 + random.nextInt(60), i);
      for (PreparedImage image : List.of(tiny, tinyFlat)) {
        make(DESD, image, i, 0, 1);
        assertThat(make(VOX2VEC, image, i, 0, 1).pairs().count()).isPositive();
      }
    }
  }

  @Test
  void pairsNeedTwoGlobals() {
    assertThatThrownBy(() ->
            new ViewPlan(List.of(Corruption.LOCAL), List.of(), 0, new Cropping.Anchored(0.25, 8)))
        .hasMessageContaining("two globals, got 1");
  }
}

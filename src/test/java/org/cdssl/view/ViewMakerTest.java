package org.cdssl.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.cdssl.CdsslException;
import org.cdssl.image.PreparedImage;
import org.junit.jupiter.api.Test;

class ViewMakerTest {
  private static final ViewPlan PLAN = ViewPlan.pcrlv2(3);

  private final ViewMaker maker = new ViewMaker(PLAN, Configs.SMALL, Configs.SMALL_PSEUDO_3D, 11);
  private final PreparedImage volume = Configs.volume("v", 50, 45, 30, 1);
  private final PreparedImage flat = Configs.flat("f", 60, 50, 2);

  @Test
  void viewsHaveMeanZeroAndUnbiasedDeviationOne() {
    for (PreparedImage image : new PreparedImage[] {volume, flat}) {
      Batch batch = make(maker, image, 4, 0);
      int global = batch.globalSize().voxels();
      int local = batch.localSize().voxels();
      assertNormalised(batch.global(0), global, global);
      assertNormalised(batch.global(1), global, global);
      for (int l = 0; l < 3; l++) {
        assertNormalised(batch.locals(), (l * 2 + 1) * local, local);
      }
    }
  }

  @Test
  void targetsAreIntensitiesAndTheOtherPlacesOfTheBatchStayUntouched() {
    for (PreparedImage image : new PreparedImage[] {volume, flat}) {
      Batch batch = make(maker, image, 4, 0);
      int voxels = batch.globalSize().voxels();
      float[] target = read(batch.target(0), voxels, voxels);
      for (float value : target) {
        assertThat(value).isBetween(0f, 1f);
      }
      assertThat(Normalisation.isConstant(target, voxels)).isFalse();
      assertThat(read(batch.target(0), 0, voxels)).containsOnly(0f);
      assertThat(read(batch.global(1), 0, voxels)).containsOnly(0f);
      for (int l = 0; l < 3; l++) {
        int local = batch.localSize().voxels();
        assertThat(read(batch.locals(), l * 2 * local, local)).containsOnly(0f);
      }
    }
  }

  @Test
  void theTargetIsWhatTheViewWasBeforeItsCorruption() {
    // with all corruptions off the input is the normalised target
    ViewMaker plain = new ViewMaker(PLAN, uncorrupted(), Configs.SMALL_PSEUDO_3D, 11);
    for (PreparedImage image : new PreparedImage[] {volume, flat}) {
      Batch batch = make(plain, image, 4, 0);
      int voxels = batch.globalSize().voxels();
      float[] target = read(batch.target(0), voxels, voxels);
      Normalisation.apply(target, voxels);
      assertThat(read(batch.global(0), voxels, voxels))
          .usingComparatorWithPrecision(1e-4f)
          .containsExactly(target);
    }
    // and the corruptions change it
    Batch batch = make(maker, volume, 4, 0);
    int voxels = batch.globalSize().voxels();
    float[] target = read(batch.target(0), voxels, voxels);
    Normalisation.apply(target, voxels);
    float[] input = read(batch.global(0), voxels, voxels);
    double difference = 0;
    for (int i = 0; i < voxels; i++) {
      difference += Math.abs(target[i] - input[i]) / voxels;
    }
    assertThat(difference).isGreaterThan(0.1);
  }

  @Test
  void viewsDependOnSeedPassImageAndViewOnly() {
    float[] views = all(make(maker, volume, 4, 0));
    ViewMaker other = new ViewMaker(PLAN, Configs.SMALL, Configs.SMALL_PSEUDO_3D, 11);
    make(other, flat, 9, 3); // what was made before does not matter
    assertThat(all(make(other, volume, 4, 0))).containsExactly(views);
    assertThat(all(make(maker, volume, 5, 0))).isNotEqualTo(views);
    assertThat(all(make(maker, volume, 4, 1))).isNotEqualTo(views);
    ViewMaker otherSeed = new ViewMaker(PLAN, Configs.SMALL, Configs.SMALL_PSEUDO_3D, 12);
    assertThat(all(make(otherSeed, volume, 4, 0))).isNotEqualTo(views);
    Batch batch = make(maker, volume, 4, 0);
    int voxels = batch.globalSize().voxels();
    assertThat(read(batch.global(0), voxels, voxels))
        .isNotEqualTo(read(batch.global(1), voxels, voxels));
  }

  @Test
  void tinyVolumesAndImagesWork() {
    ViewRandom random = new ViewRandom(6);
    for (int i = 0; i < 60; i++) {
      PreparedImage tiny =
          Configs.volume(
              "t", 2 + random.nextInt(30), 2 + random.nextInt(30), 2 + random.nextInt(20), i);
      make(maker, tiny, i, 0);
      make(maker, Configs.flat("t", 2 + random.nextInt(60), 2 + random.nextInt(60), i), i, 0);
    }
  }

  @Test
  void aLocalThatIsAllAirIsReplaced() {
    // a few bright voxels in a large empty volume
    short[] values = new short[64 * 64 * 40];
    Arrays.fill(values, 20 * 4096 + 32 * 64 + 30, 20 * 4096 + 32 * 64 + 34, (short) 60_000);
    PreparedImage sparse = new PreparedImage("s", false, 64, 64, 40, values);
    for (int pass = 0; pass < 20; pass++) {
      Batch batch = make(maker, sparse, 0, pass);
      int local = batch.localSize().voxels();
      assertNormalised(batch.locals(), local, local);
    }
  }

  @Test
  void aConstantImageIsReportedByName() {
    PreparedImage blank = new PreparedImage("blank-7", false, 40, 40, 40, new short[64_000]);
    assertThatThrownBy(() -> make(maker, blank, 0, 0))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining("blank-7");
    PreparedImage white = new PreparedImage("blank-8", true, 40, 40, 1, new short[1600]);
    assertThatThrownBy(() -> maker.fixedView(white))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining("blank-8");
  }

  @Test
  void theFixedViewIsAlwaysTheSame() {
    for (PreparedImage image : new PreparedImage[] {volume, flat}) {
      FixedView view = maker.fixedView(image);
      make(maker, volume, 8, 2);
      FixedView again = maker.fixedView(image);
      assertThat(view.input()).containsExactly(again.input());
      assertThat(view.target()).containsExactly(again.target());
      assertThat(view.input()).hasSize(view.size().voxels());
      assertNormalised(FloatBuffer.wrap(view.input()), 0, view.size().voxels());
    }
  }

  private static org.cdssl.config.ViewsConfig uncorrupted() {
    org.cdssl.config.ViewsConfig v = Configs.SMALL;
    return new org.cdssl.config.ViewsConfig(
        v.globalSize(),
        v.localSize(),
        v.locals(),
        v.globalShapes(),
        v.localShapes(),
        v.minOverlap(),
        v.localMargin(),
        v.maxAir(),
        v.airBelow(),
        v.globalArea(),
        v.localArea(),
        v.aspect(),
        v.flip(),
        v.scale(),
        v.rotationDegrees(),
        0,
        0,
        0,
        0,
        v.swapBlock(),
        v.flat(),
        v.perturb());
  }

  /// Makes the views into place 1 of a batch of 2.
  private static Batch make(ViewMaker maker, PreparedImage image, int index, long pass) {
    Batch batch = new Batch(PLAN, Configs.SMALL_SIZES, 2, () -> {});
    maker.make(image, new Sample(image.flat(), index, pass), batch, 1);
    return batch;
  }

  private static float[] all(Batch batch) {
    int voxels = batch.globalSize().voxels();
    FloatBuffer joined = FloatBuffer.allocate(2 * (3 * voxels + 3 * batch.localSize().voxels()));
    joined.put(batch.global(0)).put(batch.global(1)).put(batch.target(0)).put(batch.locals());
    return joined.array();
  }

  private static float[] read(FloatBuffer buffer, int from, int count) {
    float[] values = new float[count];
    buffer.get(from, values);
    return values;
  }

  private static void assertNormalised(FloatBuffer buffer, int from, int count) {
    double mean = 0;
    double square = 0;
    for (float value : read(buffer, from, count)) {
      mean += value;
      square += value * (double) value;
    }
    mean /= count;
    assertThat(mean).isCloseTo(0, within(1e-4));
    assertThat((square - count * mean * mean) / (count - 1)).isCloseTo(1, within(1e-4));
  }
}

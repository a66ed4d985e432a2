package org.cdssl.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.cdssl.config.InputConfig.Flat;
import org.cdssl.config.Size3;
import org.junit.jupiter.api.Test;

/// METHOD A.4 and D.6: what batches are made of.
class MixingTest {
  /// Two epochs of 3 steps of X-rays, two of volumes: 6 and 6 steps, by hand.
  @Test
  void alternatingEpochsAreOfOneKind() {
    Mixing mixing = new Mixing.Alternating(6);
    long[] volumes = {0, 0, 0, 0, 0, 0, 0, 4, 8, 12, 16, 20, 24, 24, 24, 24, 24, 24, 24, 28};
    for (int step = 0; step < volumes.length; step++) {
      assertThat(mixing.volumesBefore(step, 4)).as("step " + step).isEqualTo(volumes[step]);
    }
    assertThat(mixing.volumesBefore(12_000_000_007L, 4)).isEqualTo(24_000_000_004L);
  }

  @Test
  void everyImageComesOnceAPassThoughItsKindPauses() {
    SampleOrder order = new SampleOrder(4, 8, 4, new Mixing.Alternating(2), 3);
    for (long step = 0; step < 8; step++) {
      boolean flat = step % 4 < 2;
      assertThat(order.batch(step)).hasSize(4).allMatch(s -> s.flat() == flat);
    }
    List<Sample> volumes = new java.util.ArrayList<>(order.batch(2));
    volumes.addAll(order.batch(3));
    assertThat(volumes.stream().map(Sample::index))
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(order.batch(1)).allMatch(s -> s.pass() == 1);
    assertThat(order.batch(4)).allMatch(s -> s.pass() == 2);
    assertThat(order.batch(6)).allMatch(s -> s.pass() == 1);
  }

  @Test
  void withImagesOfOneKindThereIsNothingToAlternate() {
    SampleOrder order = new SampleOrder(0, 5, 2, new Mixing.Alternating(2), 3);
    assertThat(order.batch(0)).noneMatch(Sample::flat);
  }

  @Test
  void aBatchHasTheSizeOfItsKind() {
    ViewSizes sizes =
        new ViewSizes(
            new Size3(4, 6, 6), new Size3(2, 3, 3), new Size3(1, 9, 9), new Size3(1, 4, 4));
    Batch batch = new Batch(ViewPlan.compared(1), sizes, 2, () -> {});
    batch.start(0, List.of(new Sample(true, 0, 0), new Sample(true, 1, 0)));
    assertThat(batch.globalSize()).isEqualTo(new Size3(1, 9, 9));
    assertThat(batch.global(1).capacity()).isEqualTo(2 * 81);
    assertThat(batch.locals().capacity()).isEqualTo(2 * 16);
    batch.start(1, List.of(new Sample(false, 0, 0), new Sample(false, 1, 0)));
    assertThat(batch.global(0).capacity()).isEqualTo(2 * 144);
    assertThatThrownBy(
            () -> batch.start(2, List.of(new Sample(true, 0, 0), new Sample(false, 1, 0))))
        .hasMessageContaining("9x9x1")
        .hasMessageContaining("6x6x4");
  }

  @Test
  void anXrayThatIsTakenAsItIsHasADepthOfOne() {
    ViewSizes sizes = ViewSizes.of(Configs.flat(Flat.PLAIN), Configs.SMALL_PSEUDO_3D);
    assertThat(sizes.global(true)).isEqualTo(new Size3(1, 40, 40));
    assertThat(sizes.local(true)).isEqualTo(new Size3(1, 24, 24));
    assertThat(sizes.mix()).isFalse();
    assertThat(Configs.SMALL_SIZES.mix()).isTrue();
  }
}

package org.cdssl.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.cdssl.CdsslException;
import org.junit.jupiter.api.Test;

class SampleOrderTest {
  @Test
  void theShareOfVolumesIsExactOverAnyStretch() {
    SampleOrder order = new SampleOrder(5000, 100, 96, 0.215, 1);
    long volumes = 0;
    for (int step = 0; step < 5000; step++) {
      List<Sample> batch = order.batch(step);
      assertThat(batch).hasSize(96);
      long here = batch.stream().filter(s -> !s.flat()).count();
      assertThat(here).isBetween(20L, 21L);
      volumes += here;
      assertThat(volumes).isEqualTo((long) Math.floor((step + 1) * 96L * 0.215));
    }
    assertThat(volumes).isEqualTo(103_200);
  }

  @Test
  void eachImageComesOncePerPassOfItsPool() {
    SampleOrder order = new SampleOrder(37, 11, 8, 0.3, 2);
    List<Sample> all =
        LongStream.range(0, 400).boxed().flatMap(s -> order.batch(s).stream()).toList();
    for (boolean flat : new boolean[] {true, false}) {
      int size = flat ? 37 : 11;
      List<Sample> own = all.stream().filter(s -> s.flat() == flat).toList();
      for (int pass = 0; pass < own.size() / size; pass++) {
        List<Sample> part = own.subList(pass * size, (pass + 1) * size);
        assertThat(part).extracting(Sample::pass).containsOnly((long) pass);
        assertThat(part)
            .extracting(Sample::index)
            .containsExactlyInAnyOrderElementsOf(IntStream.range(0, size).boxed().toList());
      }
    }
  }

  @Test
  void passesAndSeedsAreShuffledDifferently() {
    List<Integer> first = images(new SampleOrder(50, 0, 50, 0, 3), 0);
    assertThat(first).isNotEqualTo(images(new SampleOrder(50, 0, 50, 0, 3), 1));
    assertThat(first).isNotEqualTo(images(new SampleOrder(50, 0, 50, 0, 4), 0));
    assertThat(first).isEqualTo(images(new SampleOrder(50, 0, 50, 0, 3), 0));
    assertThat(first).isNotEqualTo(images(new SampleOrder(0, 50, 50, 1, 3), 0));
  }

  @Test
  void everyPlaceOfAShuffleIsEquallyLikely() {
    int[] counts = new int[5];
    SampleOrder order = new SampleOrder(5, 0, 5, 0, 6);
    for (int step = 0; step < 20_000; step++) {
      counts[order.batch(step).getFirst().index()]++;
    }
    for (int count : counts) {
      assertThat(count).isBetween(3800, 4200);
    }
  }

  @Test
  void anyStepCanBeAskedForInAnyOrder() {
    SampleOrder straight = new SampleOrder(23, 7, 6, 0.4, 5);
    Map<Long, List<Sample>> expected =
        LongStream.range(0, 60).boxed().collect(Collectors.toMap(s -> s, straight::batch));
    SampleOrder jumping = new SampleOrder(23, 7, 6, 0.4, 5);
    List<Long> steps = new ArrayList<>(expected.keySet());
    java.util.Collections.shuffle(steps, new java.util.Random(1));
    for (long step : steps) {
      assertThat(jumping.batch(step)).isEqualTo(expected.get(step));
    }
  }

  @Test
  void anEmptyPoolLeavesEverythingToTheOther() {
    assertThat(new SampleOrder(0, 4, 6, 0.2, 1).batch(9)).noneMatch(Sample::flat);
    assertThat(new SampleOrder(4, 0, 6, 0.9, 1).batch(9)).allMatch(Sample::flat);
    assertThat(new SampleOrder(4, 4, 6, 0, 1).batch(9)).allMatch(Sample::flat);
    assertThat(new SampleOrder(4, 4, 6, 1, 1).batch(9)).noneMatch(Sample::flat);
    assertThatThrownBy(() -> new SampleOrder(0, 0, 6, 0.5, 1))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining("data.sources");
  }

  private static List<Integer> images(SampleOrder order, long step) {
    return order.batch(step).stream().map(Sample::index).toList();
  }
}

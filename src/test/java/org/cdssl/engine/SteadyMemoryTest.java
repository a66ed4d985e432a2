package org.cdssl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SteadyMemoryTest {
  private final List<Integer> returns = new ArrayList<>();
  private long size;
  private int step;

  private SteadyMemory memory(long after) {
    return new SteadyMemory(
        () -> size,
        () -> {
          returns.add(step);
          size = after;
        });
  }

  @Test
  void whatTheFirstStepsTakeIsLeftAlone() {
    SteadyMemory memory = memory(0);
    for (step = 1; step <= SteadyMemory.SETTLING; step++) {
      size = step == 40 ? 9_000 : 1_000 + 10L * step;
      memory.afterStep();
    }
    assertThat(returns).isEmpty();
    // the highest of them is the measure, not the last
    size = 9_080;
    memory.afterStep();
    assertThat(returns).isEmpty();
    size = 9_100;
    memory.afterStep();
    assertThat(returns).hasSize(1);
  }

  @Test
  void aSizeThatCreepsIsHeldWithinAHundredth() {
    SteadyMemory memory = memory(9_000);
    long most = 0;
    size = 10_000;
    for (step = 1; step <= 1_000; step++) {
      if (step > SteadyMemory.SETTLING) {
        size += 10;
      }
      most = Math.max(most, size);
      memory.afterStep();
    }
    assertThat(most).isLessThanOrEqualTo(10_110);
    // back at 9,000, it takes 111 steps to pass 10,100 again
    assertThat(returns).startsWith(111, 222).hasSize(9);
  }

  @Test
  void whatReturningDoesNotMendIsTriedEverLessOften() {
    SteadyMemory memory = memory(20_000);
    size = 10_000;
    for (step = 1; step <= 600; step++) {
      if (step > 150) {
        size = 20_000;
      }
      memory.afterStep();
    }
    assertThat(returns).containsExactly(151, 191, 271, 431);
  }

  @Test
  void aSystemThatDoesNotTellItsSizeIsLeftAlone() {
    SteadyMemory memory = memory(0);
    for (step = 1; step <= 200; step++) {
      memory.afterStep();
    }
    assertThat(returns).isEmpty();
  }
}

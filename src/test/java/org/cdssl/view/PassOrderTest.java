package org.cdssl.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassOrderTest {
  private static List<Integer> pass(PassOrder order, long pass) {
    List<Integer> images = new ArrayList<>();
    for (int k = 0; k < order.stepsPerPass(); k++) {
      order.batch(pass * order.stepsPerPass() + k).forEach(s -> images.add(s.index()));
    }
    return images;
  }

  @ParameterizedTest
  @CsvSource({"33, 32, 2", "24, 8, 3", "5, 32, 1", "1188, 32, 38", "7, 1, 7"})
  void everyImageComesOnceAPassInBatchesOfNearlyEqualSize(int size, int batch, int steps) {
    PassOrder order = new PassOrder(size, batch, false, 3);
    assertThat(order.stepsPerPass()).isEqualTo(steps);
    assertThat(pass(order, 4))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, size).boxed().toList());
    for (int k = 0; k < steps; k++) {
      assertThat(order.batch(k).size()).isBetween(size / steps, Math.ceilDiv(size, steps));
    }
  }

  @Test
  void passesDifferAndDependOnTheSeedAlone() {
    PassOrder order = new PassOrder(50, 8, true, 3);
    assertThat(pass(order, 0)).isNotEqualTo(pass(order, 1));
    assertThat(pass(order, 1)).isEqualTo(pass(new PassOrder(50, 16, true, 3), 1));
    assertThat(pass(order, 0)).isNotEqualTo(pass(new PassOrder(50, 8, true, 4), 0));
  }
}

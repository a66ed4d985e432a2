package org.cdssl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// METHOD I.6: lr(e) = 1e-3 · ½(1 + cos(π e / 200)).
class CosineScheduleTest {
  @ParameterizedTest
  @CsvSource({
    "0, 1e-3",
    "50, 8.535533906e-4", // (2 + √2) / 4
    "100, 5e-4",
    "150, 1.464466094e-4", // (2 − √2) / 4
    "199, 6.168376e-8", // sin²(π / 400)
    "200, 0"
  })
  void followsHalfACosine(int epoch, double expected) {
    assertThat(new CosineSchedule(1e-3, 200).at(epoch)).isCloseTo(expected, within(1e-12));
  }

  @Test
  void aRunOfOneEpochKeepsTheStart() {
    assertThat(new CosineSchedule(0.1, 1).at(0)).isEqualTo(0.1);
    assertThat(new CosineSchedule(0.1, 1).at(1)).isZero();
  }

  @Test
  void noEpochsAreRefused() {
    assertThatThrownBy(() -> new CosineSchedule(0.1, 0)).hasMessageContaining("got 0");
  }

  /// By hand: half of 10 epochs of warm-up, its end, the middle of what is left, the end.
  @ParameterizedTest
  @CsvSource({"0, 0", "5, 0.05", "10, 0.1", "55, 0.06", "100, 0.02"})
  void warmUpLeadsToTheStartAndTheCosineToTheEnd(double epoch, double expected) {
    assertThat(new CosineSchedule(0.1, 0.02, 10, 100).at(epoch)).isCloseTo(expected, within(1e-12));
  }

  /// Weight decay of DINO: 0.04 to 0.4.
  @ParameterizedTest
  @CsvSource({"0, 0.04", "50, 0.22", "100, 0.4"})
  void aLargerEndIsARise(double epoch, double expected) {
    assertThat(new CosineSchedule(0.04, 0.4, 0, 100).at(epoch)).isCloseTo(expected, within(1e-12));
  }

  @Test
  void warmUpAsLongAsTheRunIsRefused() {
    assertThatThrownBy(() -> new CosineSchedule(0.1, 0, 3, 3)).hasMessageContaining("warmup");
  }
}

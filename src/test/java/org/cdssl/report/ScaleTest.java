package org.cdssl.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleTest {
  @Test
  void aLinearAxisWidensToRoundTicks() {
    Scale scale = Scale.linear(-0.37, 0.81, 200, 0, 5);
    assertThat(labels(scale)).containsExactly("−0.5", "0.0", "0.5", "1.0");
    assertThat(scale.at(-0.5)).isEqualTo(200);
    assertThat(scale.at(1)).isEqualTo(0);
    assertThat(scale.at(0.25)).isEqualTo(100);
  }

  @Test
  void anExactAxisKeepsItsEndsAndPutsTicksInside() {
    Scale scale = Scale.exact(1, 400, 0, 399, 5);
    assertThat(labels(scale)).containsExactly("100", "200", "300", "400");
    assertThat(scale.at(1)).isEqualTo(0);
    assertThat(scale.at(400)).isEqualTo(399);
    assertThat(scale.at(101)).isCloseTo(100, within(1e-9));
  }

  @Test
  void largeStepNumbersHaveThousandsSeparated() {
    assertThat(labels(Scale.exact(0, 799_000, 0, 1, 5)))
        .containsExactly("0", "200,000", "400,000", "600,000");
  }

  @Test
  void smallLearningRatesAreWrittenWithPowersOfTen() {
    assertThat(labels(Scale.linear(0, 1e-4, 0, 1, 5)))
        .containsExactly("0", "2×10⁻⁵", "4×10⁻⁵", "6×10⁻⁵", "8×10⁻⁵", "10⁻⁴");
  }

  @Test
  void ticksAreEvenlySpacedAndCoverTheDataForAnyRange() {
    for (double low : new double[] {-1e6, -3.3, -1e-7, 0, 2e-9, 0.12, 7, 9.99e5}) {
      for (double width : new double[] {1e-3, 0.7, 1, 13, 1e6}) {
        double high = low + width * Math.max(Math.abs(low), 1e-8);
        Scale scale = Scale.linear(low, high, 0, 1, 5);
        assertThat(scale.min()).isLessThanOrEqualTo(low + 1e-9 * Math.abs(high - low));
        assertThat(scale.max()).isGreaterThanOrEqualTo(high - 1e-9 * Math.abs(high - low));
        assertThat(scale.ticks()).hasSizeBetween(3, 8);
        assertThat(labels(scale)).as(low + " to " + high).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void aConstantGetsAnAxisAroundIt() {
    Scale scale = Scale.linear(0.5, 0.5, 0, 100, 5);
    assertThat(scale.min()).isLessThan(0.5);
    assertThat(scale.max()).isGreaterThan(0.5);
    assertThat(scale.at(0.5)).isCloseTo(50, within(1e-9));
    assertThat(Scale.linear(0, 0, 0, 100, 5).at(0)).isEqualTo(50);
  }

  @Test
  void onALogAxisEqualRatiosAreEqualDistances() {
    Scale scale = Scale.log(0.01, 100, 400, 0);
    assertThat(labels(scale)).containsExactly("0.01", "0.1", "1", "10", "100");
    assertThat(scale.at(0.01)).isEqualTo(400);
    assertThat(scale.at(0.1)).isCloseTo(300, within(1e-9));
    assertThat(scale.at(1)).isCloseTo(200, within(1e-9));
    assertThat(scale.at(100)).isEqualTo(0);
  }

  @Test
  void aShortLogAxisHasTicksAtOneTwoFive() {
    assertThat(labels(Scale.log(0.011, 0.09, 0, 1))).containsExactly("0.01", "0.02", "0.05", "0.1");
    assertThat(labels(Scale.log(0.02, 0.5, 0, 1)))
        .containsExactly("0.02", "0.05", "0.1", "0.2", "0.5");
    assertThat(labels(Scale.log(3e-6, 4e-6, 0, 1))).containsExactly("2×10⁻⁶", "5×10⁻⁶");
  }

  @Test
  void aLogAxisCoversItsDataWithFewTicks() {
    for (double min : new double[] {1e-12, 3e-5, 0.99, 1, 1.01, 4.9, 5, 700}) {
      for (double ratio : new double[] {1, 1.5, 9.9, 10, 999, 1e4, 1e13}) {
        Scale scale = Scale.log(min, min * ratio, 0, 1);
        assertThat(scale.min()).isLessThanOrEqualTo(min * (1 + 1e-8));
        assertThat(scale.max()).isGreaterThanOrEqualTo(min * ratio * (1 - 1e-8));
        assertThat(scale.ticks()).as(min + " x " + ratio).hasSizeBetween(2, 12);
        assertThat(labels(scale)).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void whatHasNoPlaceOnAnAxisIsNaN() {
    Scale log = Scale.log(0.1, 10, 0, 1);
    assertThat(log.at(0)).isNaN();
    assertThat(log.at(-1)).isNaN();
    Scale linear = Scale.linear(0, 1, 0, 1, 5);
    assertThat(linear.at(Double.NaN)).isNaN();
    assertThat(linear.at(Double.NEGATIVE_INFINITY)).isNaN();
    assertThatThrownBy(() -> Scale.log(0, 1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Scale.linear(1, 0, 0, 1, 5))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> labels(Scale scale) {
    return scale.ticks().stream().map(Scale.Tick::label).toList();
  }
}

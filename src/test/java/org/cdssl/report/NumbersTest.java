package org.cdssl.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void threeDigitsAreKept() {
    assertThat(Numbers.text(0.021349)).isEqualTo("0.0213");
    assertThat(Numbers.text(-1.7963)).isEqualTo("−1.80");
    assertThat(Numbers.text(12.34)).isEqualTo("12.3");
    assertThat(Numbers.text(1234.4)).isEqualTo("1,234");
    assertThat(Numbers.text(999.7)).isEqualTo("1,000");
    assertThat(Numbers.text(0)).isEqualTo("0");
    assertThat(Numbers.text(Double.NaN)).isEqualTo("–");
    assertThat(Numbers.text(Double.NEGATIVE_INFINITY)).isEqualTo("−∞");
  }

  @Test
  void verySmallAndVeryLargeNumbersHavePowersOfTen() {
    assertThat(Numbers.text(1.2e-5)).isEqualTo("1.2×10⁻⁵");
    assertThat(Numbers.text(-3.456e12)).isEqualTo("−3.46×10¹²");
    assertThat(Numbers.text(9.999e-5)).isEqualTo("10⁻⁴");
  }

  @Test
  void durationsHaveTwoUnits() {
    assertThat(Numbers.duration(4.25)).isEqualTo("4.25 s");
    assertThat(Numbers.duration(59.7)).isEqualTo("1 min 0 s");
    assertThat(Numbers.duration(723)).isEqualTo("12 min 3 s");
    assertThat(Numbers.duration(12_000)).isEqualTo("3 h 20 min");
    assertThat(Numbers.duration(187_200)).isEqualTo("2 d 4 h");
    assertThat(Numbers.duration(Double.NaN)).isEqualTo("–");
  }

  @Test
  void noMinusStandsBeforeZero() {
    assertThat(Numbers.fixed(-0.001, 1)).isEqualTo("0.0");
    assertThat(Numbers.fixed(-0.25, 2)).isEqualTo("−0.25");
  }
}

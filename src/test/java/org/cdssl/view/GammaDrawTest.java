package org.cdssl.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GammaDrawTest {
  @Test
  void isThePowerOfTheMagnitudeWithTheSignKept() {
    for (double exponent : new double[] {0.741, 0.9, 1, 1.2, 1.35}) {
      float[] values = new float[40_000];
      for (int i = 0; i < values.length; i++) {
        values[i] = (i - 20_000) * 1.3e-4f;
      }
      float[] out = values.clone();
      new GammaDraw((float) exponent).apply(out, out.length);
      for (int i = 0; i < out.length; i++) {
        double expected = Math.signum(values[i]) * Math.pow(Math.abs(values[i]), (float) exponent);
        assertThat((double) out[i])
            .isCloseTo(expected, within(1e-5 * Math.max(0.4, Math.abs(expected))));
      }
    }
  }

  @Test
  void zeroOneTinyAndHugeValuesAreRight() {
    float[] values = {0, -0f, 1, -1, 1e-12f, -1e-30f, Float.MIN_VALUE, 64, -1e6f, 31.999f, 32};
    float[] out = values.clone();
    new GammaDraw(0.8f).apply(out, out.length);
    assertThat(out[0]).isZero();
    assertThat(out[1]).isZero();
    assertThat(out[2]).isEqualTo(1);
    assertThat(out[3]).isEqualTo(-1);
    for (int i = 4; i < out.length; i++) {
      double expected = Math.signum(values[i]) * Math.pow(Math.abs(values[i]), 0.8f);
      assertThat((double) out[i]).isCloseTo(expected, within(1e-5 * Math.abs(expected)));
    }
  }

  @Test
  void theExponentIsLogUniform() {
    ViewRandom random = new ViewRandom(2);
    double mean = 0;
    double square = 0;
    int n = 20_000;
    for (int i = 0; i < n; i++) {
      double log = Math.log(GammaDraw.draw(Configs.PAPER, random).exponent());
      assertThat(log).isBetween(-0.300001, 0.300001);
      mean += log / n;
      square += log * log / n;
    }
    assertThat(mean).isCloseTo(0, within(0.005));
    assertThat(square).isCloseTo(0.03, within(0.001));
  }
}

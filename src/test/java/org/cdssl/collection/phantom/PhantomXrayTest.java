package org.cdssl.collection.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cdssl.image.Image2d;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PhantomXrayTest {
  private static final int SIZE = 96;
  private static final List<PhantomXray> XRAYS = new ArrayList<>();

  @BeforeAll
  static void project() {
    for (int i = 1001; i <= 1008; i++) {
      XRAYS.add(PhantomXray.project(77, i, SIZE));
    }
  }

  @Test
  void sameNumbersGiveTheSameRadiographAndOthersAnother() {
    float[] first = XRAYS.getFirst().image().pixels();
    assertThat(PhantomXray.project(77, 1001, SIZE).image().pixels()).isEqualTo(first);
    assertThat(XRAYS.get(1).image().pixels()).isNotEqualTo(first);
    assertThat(PhantomXray.project(78, 1001, SIZE).image().pixels()).isNotEqualTo(first);
  }

  @Test
  void pixelsAreEightBitAndUseTheRange() {
    for (PhantomXray xray : XRAYS) {
      assertThat(xray.image().fullScale()).isEqualTo(255);
      float max = 0;
      for (float v : xray.image().pixels()) {
        assertThat(v).isBetween(0f, 255f).isEqualTo((float) Math.rint(v));
        max = Math.max(max, v);
      }
      assertThat(max).isGreaterThan(240);
    }
  }

  @Test
  void spineAndLiverAreBrightAndLungsDark() {
    for (PhantomXray xray : XRAYS) {
      Image2d image = xray.image();
      double spine = mean(image, 0.47, 0.53, 0.4, 0.7);
      double rightLung = mean(image, 0.25, 0.4, 0.3, 0.5);
      double belly = mean(image, 0.25, 0.75, 0.85, 0.95);
      assertThat(spine).isGreaterThan(rightLung + 40);
      assertThat(belly).isGreaterThan(rightLung + 25);
    }
  }

  @Test
  void heartLiesOnTheRightOfTheImage() {
    double right = 0;
    double left = 0;
    for (PhantomXray xray : XRAYS) {
      right += mean(xray.image(), 0.56, 0.66, 0.5, 0.62);
      left += mean(xray.image(), 0.34, 0.44, 0.5, 0.62);
    }
    assertThat(right).isGreaterThan(left + 8 * 15);
  }

  @Test
  void classIsThatOfThePatient() {
    for (PhantomXray xray : XRAYS) {
      assertThat(xray.shape()).isEqualTo(MassShape.of(77, xray.index()));
    }
  }

  @Test
  void detectorSeesBeerLambertWithPhotonNoise() {
    int size = 64;
    float[] thin = new float[size * size];
    float[] thick = new float[size * size];
    Arrays.fill(thin, 1);
    Arrays.fill(thick, 5);
    PhantomXray.expose(thin, size, new Draws(1, 1, "exposure"));
    PhantomXray.expose(thick, size, new Draws(1, 1, "exposure"));
    // a uniform field scatters into itself, so the mean stays the integral
    assertThat(mean(thin)).isCloseTo(1, within(0.01));
    assertThat(mean(thick)).isCloseTo(5, within(0.03));
    // the deviation of -ln N is 1 / sqrt(N), so it grows by exp((5 - 1) / 2)
    assertThat(deviation(thick) / deviation(thin)).isCloseTo(Math.exp(2), within(0.8));
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float v : values) {
      sum += v;
    }
    return sum / values.length;
  }

  private static double deviation(float[] values) {
    double mean = mean(values);
    double sum = 0;
    for (float v : values) {
      sum += (v - mean) * (v - mean);
    }
    return Math.sqrt(sum / values.length);
  }

  private static double mean(Image2d image, double x0, double x1, double y0, double y1) {
    double sum = 0;
    int n = 0;
    for (int y = (int) (y0 * image.height()); y < y1 * image.height(); y++) {
      for (int x = (int) (x0 * image.width()); x < x1 * image.width(); x++) {
        sum += image.at(x, y);
        n++;
      }
    }
    return sum / n;
  }
}

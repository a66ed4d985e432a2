package org.cdssl.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import org.cdssl.config.Size3;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class BlurDrawTest {
  @Test
  void equalsScipy() throws Exception {
    Size3 size = new Size3(5, 6, 7);
    float[] in = new float[size.voxels()];
    for (int i = 0; i < in.length; i++) {
      in[i] = (i * 2654435761L % (1L << 32) >> 16) / 65536f;
    }
    JsonNode cases;
    try (InputStream json = getClass().getResourceAsStream("gaussian_filter.json")) {
      cases = new ObjectMapper().readTree(json).get("cases");
    }
    assertThat(cases.size()).isEqualTo(5);
    for (JsonNode c : cases) {
      JsonNode sigma = c.get("sigmaZyx");
      float[] out = in.clone();
      new BlurDraw(sigma.get(2).asDouble(), sigma.get(1).asDouble(), sigma.get(0).asDouble())
          .apply(out, size, new BlurDraw.Scratch(2, size));
      for (int i = 0; i < out.length; i++) {
        assertThat(out[i]).isCloseTo((float) c.get("out").get(i).asDouble(), within(1e-6f));
      }
    }
  }

  @Test
  void equalsAPlainImplementationOnSizesThatNeedSeveralStretches() {
    ViewRandom random = new ViewRandom(4);
    for (Size3 size : new Size3[] {new Size3(9, 33, 41), new Size3(1, 40, 3), new Size3(4, 1, 1)}) {
      for (int i = 0; i < 4; i++) {
        BlurDraw draw = BlurDraw.draw(Configs.PAPER, random);
        float[] in = SpatialDrawTest.noise(size, i);
        float[] out = in.clone();
        draw.apply(out, size, new BlurDraw.Scratch(2, size));
        double[] expected = plain(in, size, draw);
        for (int v = 0; v < out.length; v++) {
          assertThat((double) out[v]).isCloseTo(expected[v], within(2e-6));
        }
      }
    }
  }

  @Test
  void sigmasAreUniformAndIndependent() {
    ViewRandom random = new ViewRandom(8);
    int n = 20_000;
    double mean = 0;
    double product = 0;
    for (int i = 0; i < n; i++) {
      BlurDraw draw = BlurDraw.draw(Configs.PAPER, random);
      assertThat(draw.sigmaZ()).isBetween(0.0, 2.0);
      mean += draw.sigmaZ() / n;
      product += draw.sigmaX() * draw.sigmaY() / n;
    }
    assertThat(mean).isCloseTo(1, within(0.02));
    assertThat(product).isCloseTo(1, within(0.03));
  }

  private static double[] plain(float[] in, Size3 size, BlurDraw draw) {
    double[] v = new double[in.length];
    for (int i = 0; i < in.length; i++) {
      v[i] = in[i];
    }
    int[] extent = {size.w(), size.h(), size.d()};
    int[] stride = {1, size.w(), size.w() * size.h()};
    double[] sigma = {draw.sigmaX(), draw.sigmaY(), draw.sigmaZ()};
    for (int axis = 0; axis < 3; axis++) {
      double[] out = new double[v.length];
      int radius = (int) (4 * sigma[axis] + 0.5);
      for (int i = 0; i < v.length; i++) {
        int here = i / stride[axis] % extent[axis];
        double sum = 0;
        double weights = 0;
        for (int k = -radius; k <= radius; k++) {
          int there = here + k;
          while (there < 0 || there >= extent[axis]) {
            there = there < 0 ? -1 - there : 2 * extent[axis] - 1 - there;
          }
          double weight = Math.exp(-0.5 * k * k / sigma[axis] / sigma[axis]);
          sum += weight * v[i + (there - here) * stride[axis]];
          weights += weight;
        }
        out[i] = sum / weights;
      }
      v = out;
    }
    return v;
  }
}

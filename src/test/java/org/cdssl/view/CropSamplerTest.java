package org.cdssl.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.cdssl.config.Size3;
import org.cdssl.image.PreparedImage;
import org.junit.jupiter.api.Test;

class CropSamplerTest {
  private final CropSampler sampler = new CropSampler();

  @Test
  void aBoxOfTheSizeOfTheViewIsCopied() {
    PreparedImage image = Configs.volume("v", 20, 18, 16, 1);
    Size3 size = new Size3(5, 6, 7);
    float[] out = new float[size.voxels()];
    sampler.sample(image, new Box(3, 4, 5, 5, 6, 7), size, out);
    for (int i = 0; i < out.length; i++) {
      int at = ((3 + i / 42) * 18 + 4 + i / 7 % 6) * 20 + 5 + i % 7;
      assertThat(out[i]).isCloseTo(image.intensity(at), within(1e-7f));
    }
  }

  @Test
  void equalsAPlainTrilinearResizeThatSeesOnlyTheBox() {
    PreparedImage image = Configs.volume("v", 61, 53, 40, 2);
    ViewRandom random = new ViewRandom(3);
    Size3 size = new Size3(8, 16, 12);
    float[] out = new float[size.voxels()];
    for (int i = 0; i < 60; i++) {
      int d = 1 + random.nextInt(40);
      int h = 1 + random.nextInt(53);
      int w = 1 + random.nextInt(61);
      Box box =
          new Box(random.nextInt(41 - d), random.nextInt(54 - h), random.nextInt(62 - w), d, h, w);
      sampler.sample(image, box, size, out);
      for (int v = 0; v < out.length; v++) {
        double expected = plain(image, box, size, v / 192, v / 12 % 16, v % 12);
        assertThat((double) out[v]).isCloseTo(expected, within(2e-5));
      }
    }
  }

  @Test
  void whatIsOutsideTheVolumeReadsAsItsMinimum() {
    PreparedImage image = Configs.volume("v", 6, 5, 4, 4);
    float min = 1;
    for (int i = 0; i < image.values().length; i++) {
      min = Math.min(min, image.intensity(i));
    }
    Size3 size = new Size3(8, 5, 10);
    float[] out = new float[size.voxels()];
    sampler.sample(image, new Box(-2, 0, -2, 8, 5, 10), size, out);
    for (int i = 0; i < out.length; i++) {
      int z = i / 50 - 2;
      int y = i / 10 % 5;
      int x = i % 10 - 2;
      boolean inside = z >= 0 && z < 4 && x >= 0 && x < 6;
      float expected = inside ? image.intensity((z * 5 + y) * 6 + x) : min;
      assertThat(out[i]).isCloseTo(expected, within(1e-7f));
    }
  }

  @Test
  void aConstantBoxStaysExactlyConstant() {
    short[] values = new short[30 * 30 * 30];
    java.util.Arrays.fill(values, (short) 43_210);
    float[] out = new float[1000];
    sampler.sample(
        new PreparedImage("v", false, 30, 30, 30, values),
        new Box(1, 2, 3, 17, 23, 19),
        new Size3(10, 10, 10),
        out);
    assertThat(Normalisation.isConstant(out, out.length)).isTrue();
    assertThat(out[0]).isCloseTo(43_210 / 65_535f, within(1e-7f));
  }

  private static double plain(PreparedImage image, Box box, Size3 size, int z, int y, int x) {
    double qz = position(z, box.d(), size.d());
    double qy = position(y, box.h(), size.h());
    double qx = position(x, box.w(), size.w());
    double sum = 0;
    for (int corner = 0; corner < 8; corner++) {
      int cx = (int) qx + (corner & 1);
      int cy = (int) qy + (corner >> 1 & 1);
      int cz = (int) qz + (corner >> 2 & 1);
      double weight = (1 - Math.abs(qx - cx)) * (1 - Math.abs(qy - cy)) * (1 - Math.abs(qz - cz));
      int at =
          ((box.z() + Math.min(cz, box.d() - 1)) * image.ny() + box.y() + Math.min(cy, box.h() - 1))
                  * image.nx()
              + box.x()
              + Math.min(cx, box.w() - 1);
      sum += weight * image.intensity(at);
    }
    return sum;
  }

  private static double position(int i, int in, int out) {
    return Math.clamp((i + 0.5) * in / out - 0.5, 0, in - 1);
  }
}

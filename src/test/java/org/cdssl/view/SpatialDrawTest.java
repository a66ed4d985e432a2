package org.cdssl.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.cdssl.config.Size3;
import org.junit.jupiter.api.Test;

class SpatialDrawTest {
  private static final Size3 SIZE = new Size3(6, 10, 14);

  @Test
  void theIdentityLeavesTheCropAlone() {
    float[] crop = noise(SIZE, 1);
    assertThat(apply(new SpatialDraw(false, 1, 1, 1, 0, 0, 0), crop)).containsExactly(crop);
  }

  @Test
  void theFlipReversesTheRowsAndNothingElse() {
    float[] crop = noise(SIZE, 2);
    float[] out = apply(new SpatialDraw(true, 1, 1, 1, 0, 0, 0), crop);
    for (int z = 0; z < SIZE.d(); z++) {
      for (int y = 0; y < SIZE.h(); y++) {
        for (int x = 0; x < SIZE.w(); x++) {
          assertThat(out[at(z, y, x)]).isEqualTo(crop[at(z, y, SIZE.w() - 1 - x)]);
        }
      }
    }
  }

  @Test
  void aQuarterTurnAboutZMovesTheRightSideToTheBottom() {
    Size3 size = new Size3(1, 5, 5);
    float[] crop = new float[25];
    crop[2 * 5 + 4] = 1; // middle of the right side
    SpatialDraw turn = new SpatialDraw(false, 1, 1, 1, 0, 0, Math.PI / 2);
    float[] out = new float[25];
    turn.apply(crop, size, new float[SpatialDraw.paddedLength(size)], out);
    assertThat(out[4 * 5 + 2]).isCloseTo(1, within(1e-4f));
  }

  @Test
  void aScaleAboveOneMakesThingsLarger() {
    Size3 size = new Size3(1, 1, 9);
    float[] crop = {0, 0, 0, 1, 1, 1, 0, 0, 0};
    float[] out = new float[9];
    new SpatialDraw(false, 2, 1, 1, 0, 0, 0)
        .apply(crop, size, new float[SpatialDraw.paddedLength(size)], out);
    assertThat(out).containsExactly(0, .5f, 1, 1, 1, 1, 1, .5f, 0);
  }

  @Test
  void equalsAPlainImplementation() {
    ViewRandom random = new ViewRandom(5);
    float[] crop = noise(SIZE, 3);
    for (int i = 0; i < 40; i++) {
      SpatialDraw draw = SpatialDraw.draw(Configs.PAPER, Configs.PAPER.globalSize(), random);
      float[] out = apply(draw, crop);
      int compared = 0;
      for (int z = 0; z < SIZE.d(); z++) {
        for (int y = 0; y < SIZE.h(); y++) {
          for (int x = 0; x < SIZE.w(); x++) {
            double expected = plain(draw, crop, z, y, x);
            if (!Double.isNaN(expected)) {
              assertThat((double) out[at(z, y, x)]).isCloseTo(expected, within(1e-4));
              compared++;
            }
          }
        }
      }
      assertThat(compared).isGreaterThan(SIZE.voxels() * 9 / 10);
    }
  }

  @Test
  void whatComesFromOutsideIsTheMinimumOfTheCrop() {
    float[] crop = noise(SIZE, 4);
    for (int i = 0; i < crop.length; i++) {
      crop[i] += 3;
    }
    crop[at(3, 5, 7)] = 2.5f;
    float[] out = apply(new SpatialDraw(false, 0.5, 0.5, 0.5, 0.1, 0.1, 0.1), crop);
    assertThat(out[0]).isEqualTo(2.5f);
    assertThat(out[out.length - 1]).isEqualTo(2.5f);
    assertThat(out[at(3, 5, 7)]).isGreaterThan(2.5f);
    for (float value : out) {
      assertThat(value).isGreaterThanOrEqualTo(2.5f);
    }
  }

  @Test
  void aConstantCropStaysExactlyConstant() {
    float[] crop = new float[SIZE.voxels()];
    java.util.Arrays.fill(crop, 0.3333f);
    float[] out = apply(new SpatialDraw(true, 1.07, 0.93, 1.01, 0.1, -0.1, 0.05), crop);
    assertThat(Normalisation.isConstant(out, out.length)).isTrue();
  }

  @Test
  void drawsHaveTheSetDistribution() {
    ViewRandom random = new ViewRandom(9);
    int n = 20_000;
    int flips = 0;
    double scale = 0;
    double scaleSquare = 0;
    double rotationSquare = 0;
    double limit = Math.toRadians(10);
    for (int i = 0; i < n; i++) {
      SpatialDraw draw = SpatialDraw.draw(Configs.PAPER, Configs.PAPER.globalSize(), random);
      flips += draw.flip() ? 1 : 0;
      scale += draw.scaleY() / n;
      scaleSquare += (draw.scaleY() - 1) * (draw.scaleY() - 1) / n;
      rotationSquare += draw.rotationZ() * draw.rotationZ() / n;
      assertThat(draw.scaleX()).isBetween(0.9, 1.1);
      assertThat(draw.rotationX()).isBetween(-limit, limit);
    }
    assertThat(flips / (double) n).isCloseTo(0.5, within(0.015));
    assertThat(scale).isCloseTo(1, within(0.002));
    assertThat(scaleSquare).isCloseTo(0.01 / 3, within(1e-4));
    assertThat(rotationSquare).isCloseTo(limit * limit / 3, within(limit * limit / 60));
  }

  /// NaN within a thousandth of a voxel of the border between inside and outside.
  private static double plain(SpatialDraw draw, float[] crop, int z, int y, int x) {
    double vx = (x - (SIZE.w() - 1) / 2.0) / draw.scaleX();
    double vy = (y - (SIZE.h() - 1) / 2.0) / draw.scaleY();
    double vz = (z - (SIZE.d() - 1) / 2.0) / draw.scaleZ();
    // the transpose of Rz·Rx·Ry undoes z first
    // v = Rᵀ S⁻¹ (o − c) needs S⁻¹ on the output side: R has been applied to S⁻¹-scaled vectors
    double[] v = {vx, vy, vz};
    v = turn(v, 0, 1, -draw.rotationZ());
    v = turn(v, 1, 2, -draw.rotationX());
    v = turn(v, 2, 0, -draw.rotationY());
    double qx = v[0] + (SIZE.w() - 1) / 2.0;
    double qy = v[1] + (SIZE.h() - 1) / 2.0;
    double qz = v[2] + (SIZE.d() - 1) / 2.0;
    if (draw.flip()) {
      qx = SIZE.w() - 1 - qx;
    }
    double inside =
        Math.min(margin(qx, SIZE.w()), Math.min(margin(qy, SIZE.h()), margin(qz, SIZE.d())));
    if (Math.abs(inside) < 1e-3) {
      return Double.NaN;
    }
    if (inside < 0) {
      double min = Double.MAX_VALUE;
      for (float value : crop) {
        min = Math.min(min, value);
      }
      return min;
    }
    double sum = 0;
    for (int corner = 0; corner < 8; corner++) {
      int cx = (int) Math.floor(qx) + (corner & 1);
      int cy = (int) Math.floor(qy) + (corner >> 1 & 1);
      int cz = (int) Math.floor(qz) + (corner >> 2 & 1);
      double weight = (1 - Math.abs(qx - cx)) * (1 - Math.abs(qy - cy)) * (1 - Math.abs(qz - cz));
      sum +=
          weight
              * crop[
                  at(
                      Math.clamp(cz, 0, SIZE.d() - 1),
                      Math.clamp(cy, 0, SIZE.h() - 1),
                      Math.clamp(cx, 0, SIZE.w() - 1))];
    }
    return sum;
  }

  private static double[] turn(double[] v, int a, int b, double angle) {
    double[] out = v.clone();
    out[a] = Math.cos(angle) * v[a] - Math.sin(angle) * v[b];
    out[b] = Math.sin(angle) * v[a] + Math.cos(angle) * v[b];
    return out;
  }

  private static double margin(double q, int extent) {
    return Math.min(q + 0.5, extent - 0.5 - q);
  }

  private static float[] apply(SpatialDraw draw, float[] crop) {
    float[] out = new float[SIZE.voxels()];
    draw.apply(crop, SIZE, new float[SpatialDraw.paddedLength(SIZE)], out);
    return out;
  }

  private static int at(int z, int y, int x) {
    return (z * SIZE.h() + y) * SIZE.w() + x;
  }

  static float[] noise(Size3 size, long seed) {
    ViewRandom random = new ViewRandom(seed);
    float[] voxels = new float[size.voxels()];
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = (float) random.nextDouble();
    }
    return voxels;
  }
}

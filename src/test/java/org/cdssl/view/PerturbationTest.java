package org.cdssl.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.cdssl.config.Size3;
import org.cdssl.view.Corruption.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What TransVW does to a view (METHOD D.3), in 3D and at a depth of 1.
class PerturbationTest {
  private static final Size3 CUBE = new Size3(16, 32, 32);

  private static float[] ramp(Size3 size, int axis) {
    float[] values = new float[size.voxels()];
    for (int i = 0; i < values.length; i++) {
      values[i] = axis == 0 ? i % size.w() : i / size.w() % size.h();
    }
    return values;
  }

  /// A ramp shows the displacement itself, away from the border.
  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void elasticDisplacementsHaveTheDeviationAsked(int depth) {
    Size3 size = new Size3(depth, 48, 48);
    double sum = 0;
    int count = 0;
    for (int seed = 0; seed < 40; seed++) {
      for (int axis = 0; axis < 2; axis++) {
        float[] still = ramp(size, axis);
        float[] bent = still.clone();
        new ElasticDraw(seed, 2, 4).apply(bent, size, new ElasticDraw.Scratch());
        for (int i = 0; i < bent.length; i++) {
          int x = i % 48;
          int y = i / 48 % 48;
          if (x >= 16 && x < 32 && y >= 16 && y < 32) {
            sum += Math.pow(bent[i] - still[i], 2);
            count++;
          }
        }
      }
    }
    assertThat(Math.sqrt(sum / count)).isBetween(1.7, 2.3);
  }

  /// 991 · deviation of uniform noise in ±1 · what a Gaussian of 8 along three long axes leaves.
  @Test
  void theDefaultDeviationIsThatOfTheReference() {
    double reference = 991 / Math.sqrt(3) * Math.pow(ElasticDraw.smoothed(8, 2000), 3);
    assertThat(reference).isCloseTo(3.8, within(0.05));
  }

  @Test
  void elasticWithoutShiftChangesNothingAndNeverLeavesTheRange() {
    float[] view = Configs.uniform(CUBE, 5);
    float[] still = view.clone();
    new ElasticDraw(1, 0, 8).apply(view, CUBE, new ElasticDraw.Scratch());
    assertThat(view).isEqualTo(still);
    new ElasticDraw(1, 3.8, 8).apply(view, CUBE, new ElasticDraw.Scratch());
    assertThat(view).isNotEqualTo(still);
    for (float v : view) {
      assertThat(v).isBetween(0f, 1f);
    }
  }

  @Test
  void shufflingKeepsTheVoxelsAndStaysInSmallBoxes() {
    float[] view = Configs.uniform(CUBE, 6);
    float[] before = view.clone();
    ShuffleDraw draw = ShuffleDraw.draw(Configs.PAPER, CUBE, new ViewRandom(2));
    assertThat(draw.boxes()).hasSize(5).allMatch(b -> b.d() == 1 && b.h() <= 3 && b.w() <= 3);
    new ShuffleDraw(7, List.of(new Box(2, 3, 4, 2, 3, 3))).apply(view, CUBE);
    int changed = 0;
    for (int i = 0; i < view.length; i++) {
      if (view[i] != before[i]) {
        changed++;
        int z = i / 1024;
        int y = i / 32 % 32;
        int x = i % 32;
        assertThat(z >= 2 && z < 4 && y >= 3 && y < 6 && x >= 4 && x < 7).isTrue();
      }
    }
    assertThat(changed).isBetween(10, 18);
    Arrays.sort(view);
    Arrays.sort(before);
    assertThat(view).isEqualTo(before);
  }

  @Test
  void aBezierMapIsMonotoneFromEndToEnd() {
    int falling = 0;
    ViewRandom random = new ViewRandom(4);
    for (int i = 0; i < 200; i++) {
      BezierDraw draw = BezierDraw.draw(random);
      float[] x = new float[101];
      for (int k = 0; k < x.length; k++) {
        x[k] = k / 100f;
      }
      draw.apply(x, x.length);
      int sign = draw.falls() ? -1 : 1;
      falling += draw.falls() ? 1 : 0;
      assertThat(x[0]).isCloseTo(draw.falls() ? 1 : 0, within(1e-6f));
      assertThat(x[100]).isCloseTo(draw.falls() ? 0 : 1, within(1e-6f));
      for (int k = 1; k < x.length; k++) {
        assertThat(sign * (x[k] - x[k - 1])).isGreaterThanOrEqualTo(-1e-6f);
      }
    }
    assertThat(falling).isBetween(75, 125);
    // control points on the diagonal, at its thirds: the map is the identity
    float[] x = {0.1f, 0.37f, 0.9f};
    new BezierDraw(1 / 3.0, 1 / 3.0, 2 / 3.0, 2 / 3.0, false).apply(x, 3);
    assertThat(x[1]).isCloseTo(0.37f, within(1e-4f));
  }

  @Test
  void paintingReplacesTheBoxOrAllAroundTheWindow() {
    Box box = new Box(3, 5, 7, 4, 8, 9);
    for (boolean outside : new boolean[] {false, true}) {
      float[] view = new float[CUBE.voxels()];
      Arrays.fill(view, -1);
      new PaintDraw(9, box, outside).apply(view, CUBE);
      int painted = 0;
      for (int i = 0; i < view.length; i++) {
        boolean inside = box.contains(new Box(i / 1024, i / 32 % 32, i % 32, 1, 1, 1));
        assertThat(view[i] >= 0).as("voxel " + i).isEqualTo(inside != outside);
        painted += view[i] >= 0 ? 1 : 0;
      }
      assertThat(painted).isEqualTo(outside ? CUBE.voxels() - 288 : 288);
    }
    PaintDraw in = PaintDraw.in(Configs.PAPER, CUBE, new ViewRandom(1));
    assertThat(in.box().h()).isBetween(5, 10);
    PaintDraw out = PaintDraw.out(Configs.PAPER, CUBE, new ViewRandom(1));
    assertThat(out.box().w()).isBetween(13, 18);
    assertThat(out.outside()).isTrue();
  }

  @Test
  void oneOfTheFourIsDoneEquallyOften() {
    Corruption choice = Corruption.PERTURBED.getLast();
    Map<Operation, Integer> counts = new EnumMap<>(Operation.class);
    ViewRandom random = new ViewRandom(8);
    for (int i = 0; i < 4000; i++) {
      counts.merge(choice.choose(random), 1, Integer::sum);
    }
    assertThat(counts)
        .containsOnlyKeys(
            Operation.SHUFFLE, Operation.BEZIER, Operation.PAINT_IN, Operation.PAINT_OUT);
    assertThat(counts.values()).allMatch(n -> n > 880 && n < 1120);
  }

  /// All steps of all plans on a view with a depth of 1: values stay finite, and planes are not
  /// left.
  @Test
  void everyStepWorksAtADepthOfOne() {
    Size3 flat = new Size3(1, 32, 32);
    ViewRandom random = new ViewRandom(3);
    float[] view = Configs.uniform(flat, 1);
    new BlurDraw(1, 1, 2).apply(view, flat, new BlurDraw.Scratch(2, flat));
    float[] without = Configs.uniform(flat, 1);
    new BlurDraw(1, 1, 0).apply(without, flat, new BlurDraw.Scratch(2, flat));
    assertThat(view).isEqualTo(without);
    SwapDraw.draw(Configs.PAPER, flat, random).apply(view, flat);
    assertThat(view).as("a block of depth 4 does not fit").isEqualTo(without);
    ElasticDraw.draw(Configs.PAPER, random).apply(view, flat, new ElasticDraw.Scratch());
    ShuffleDraw.draw(Configs.PAPER, flat, random).apply(view, flat);
    PaintDraw.in(Configs.PAPER, flat, random).apply(view, flat);
    PaintDraw.out(Configs.PAPER, flat, random).apply(view, flat);
    for (float v : view) {
      assertThat(v).isBetween(0f, 1f);
    }
  }

  /// Turned and scaled anyhow, no row of a flat view may be filled with its minimum in the middle.
  @Test
  void aFlatViewIsTurnedInItsPlane() {
    Size3 flat = new Size3(1, 32, 32);
    float[] padded = new float[SpatialDraw.paddedLength(flat)];
    ViewRandom random = new ViewRandom(5);
    for (int i = 0; i < 50; i++) {
      SpatialDraw draw = SpatialDraw.draw(Configs.PAPER, flat, random);
      assertThat(draw.scaleZ()).isEqualTo(1);
      assertThat(draw.rotationX()).isZero();
      assertThat(draw.rotationY()).isZero();
      float[] view = Configs.uniform(flat, i);
      view[0] = -1; // the minimum, which fills what is outside
      float[] out = new float[view.length];
      draw.apply(view, flat, padded, out);
      for (int y = 8; y < 24; y++) {
        for (int x = 8; x < 24; x++) {
          assertThat(out[y * 32 + x]).isGreaterThanOrEqualTo(0);
        }
      }
    }
  }
}

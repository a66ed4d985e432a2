package org.cdssl.collection.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PainterTest {
  private static final Pose STILL = new Pose(Pose.IDENTITY, 1, new double[3]);
  private static final Pose TURNED =
      new Pose(Pose.rotation(0.4, -0.3, 0.8), 1.1, new double[] {3, -2, 5});

  private static double filled(Pose pose, PhantomGrid grid, Solid solid) {
    Painter painter = new Painter(grid, grid.centredOn(0, 0, 0), pose);
    painter.paint(Part.of(Organ.LIVER, solid, 0));
    double ml = 0;
    for (float hu : painter.hu) {
      ml += (hu + 1000) / 1000 * grid.xMm() * grid.yMm() * grid.zMm() / 1000;
    }
    return ml;
  }

  @Test
  void partialVolumesAddUpToTheVolumeOfABall() {
    PhantomGrid grid = new PhantomGrid(40, 40, 40, 3, 3, 3);
    double ball = 4.0 / 3 * Math.PI * 27;
    assertThat(filled(STILL, grid, Ellipsoid.upright(0.7, -1.2, 2, 30, 30, 30)))
        .isCloseTo(ball, within(0.01 * ball));
    double larger = ball * 1.1 * 1.1 * 1.1;
    assertThat(filled(TURNED, grid, Ellipsoid.upright(0.7, -1.2, 2, 30, 30, 30)))
        .as("scale of the pose")
        .isCloseTo(larger, within(0.01 * larger));
  }

  @Test
  void ellipsoidsAndCapsulesHaveTheirVolumesInEveryPoseAndOnUnevenGrids() {
    PhantomGrid grid = new PhantomGrid(64, 40, 90, 2, 4, 1.5);
    double[] axes = Pose.rotation(0.5, 0.7, -0.2);
    double ellipsoid = 4.0 / 3 * Math.PI * 30 * 20 * 15 / 1000;
    double capsule = (Math.PI * 144 * 50 + 4.0 / 3 * Math.PI * 1728) / 1000;
    for (Pose pose : List.of(STILL, TURNED)) {
      double scale = pose.scale() * pose.scale() * pose.scale();
      assertThat(filled(pose, grid, Ellipsoid.of(0, 0, 0, 30, 20, 15, axes)))
          .isCloseTo(ellipsoid * scale, within(0.03 * ellipsoid));
      Solid tube = Capsule.of(new double[] {-15, -20, 0}, new double[] {15, 20, 0}, 12, 12);
      assertThat(filled(pose, grid, tube)).isCloseTo(capsule * scale, within(0.03 * capsule));
    }
  }

  @Test
  void tubesThinnerThanAVoxelHaveTheirVolumeOnAverageOverPlaces() {
    PhantomGrid grid = new PhantomGrid(9, 9, 20, 4, 4, 4);
    double ml = 0;
    for (int i = 0; i < 25; i++) {
      double x = 0.8 * (i % 5) - 1.6;
      double y = 0.8 * (i / 5) - 1.6;
      Solid tube = Capsule.of(new double[] {x, y, -30}, new double[] {x, y, 30}, 1, 1);
      ml += filled(STILL, grid, tube) / 25;
    }
    double truth = Math.PI * 60 / 1000;
    assertThat(ml).isCloseTo(truth, within(0.12 * truth));
  }

  @Test
  void layersFollowTheSurfaceInwards() {
    PhantomGrid grid = new PhantomGrid(41, 41, 41, 1, 1, 1);
    Painter painter = new Painter(grid, grid.centredOn(0, 0, 0), STILL);
    painter.paint(Part.layered(Organ.RIB, Ellipsoid.upright(0, 0, 0, 15, 15, 15), 0, 700, 3, 200));
    int middle = 20 * 41 * 41 + 20 * 41 + 20;
    assertThat(painter.hu[middle]).isEqualTo(200f);
    assertThat(painter.hu[middle + 11]).isEqualTo(200f);
    assertThat(painter.hu[middle + 14]).isEqualTo(700f);
    assertThat(painter.hu[middle + 15]).as("half of the surface's voxel").isEqualTo(-150f);
    assertThat(painter.hu[middle + 17]).isEqualTo(-1000f);
    assertThat(painter.mask[middle + 15]).isEqualTo(Organ.RIB.code());
    assertThat(painter.mask[middle + 16]).isEqualTo(Organ.BACKGROUND.code());
  }

  @Test
  void laterPartsGoOverEarlierOnes() {
    PhantomGrid grid = new PhantomGrid(11, 11, 11, 1, 1, 1);
    Painter painter = new Painter(grid, grid.centredOn(0, 0, 0), STILL);
    painter.paint(Part.of(Organ.LUNG, Ellipsoid.upright(0, 0, 0, 5, 5, 5), -800));
    painter.paint(Part.of(Organ.MASS, Ellipsoid.upright(0, 0, 0, 2, 2, 2), 30));
    int middle = 5 * 121 + 5 * 11 + 5;
    assertThat(painter.hu[middle]).isEqualTo(30f);
    assertThat(painter.mask[middle]).isEqualTo(Organ.MASS.code());
    assertThat(painter.mask[middle + 4]).isEqualTo(Organ.LUNG.code());
  }

  @Test
  void poseAndItsInverseCancel() {
    double[] w = TURNED.toWorld(10, -20, 30);
    double[] a = TURNED.toAnatomy(w[0], w[1], w[2]);
    assertThat(a).containsExactly(new double[] {10, -20, 30}, within(1e-9));
  }

  @Test
  void lobesHaveCleftsBetweenBalls() {
    double[][] balls = {{-10, 0, 0, 8}, {10, 0, 0, 8}};
    Lobes lobes = new Lobes(balls, 1);
    assertThat(lobes.distance(-10, 0, 0)).isCloseTo(-8, within(1e-9));
    assertThat(lobes.distance(0, 0, 0)).isCloseTo(1.75, within(1e-9));
    assertThat(lobes.distance(18, 0, 0)).isCloseTo(0, within(1e-9));
  }
}

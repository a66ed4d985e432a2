package org.cdssl.collection.phantom;

import java.util.ArrayList;
import java.util.List;
import org.cdssl.collection.phantom.Solid.Region;

/// Heart, liver, spleen, kidneys, stomach and bowel.
final class Viscera {
  private final Torso torso;
  private final Skeleton skeleton;
  private final double contrast;
  private final double bloodHu;

  /// @param contrast 0 (native scan) to 1 (full venous contrast)
  Viscera(Torso torso, Skeleton skeleton, double contrast, double bloodHu) {
    this.torso = torso;
    this.skeleton = skeleton;
    this.contrast = contrast;
    this.bloodHu = bloodHu;
  }

  List<Part> heart(Draws draws) {
    double size = draws.between(0.88, 1.14);
    double x = draws.between(-22, -14);
    double y = torso.middleY + draws.between(14, 22);
    double z = draws.between(24, 32);
    // the long axis points to the patient's left, to the front and down
    double turn = draws.between(0.55, 0.85);
    double[] axes = Pose.rotation(draws.normal(0, 0.08), draws.normal(-0.45, 0.08), turn);
    double[] frame = transposed(axes);
    double muscle = draws.between(40, 55) + 45 * contrast;
    List<Part> parts = new ArrayList<>();
    parts.add(
        Part.layered(
            Organ.HEART,
            Ellipsoid.of(x, y, z, 64 * size, 46 * size, 47 * size, frame),
            0,
            torso.fatHu + 40,
            3,
            muscle));
    double[][] chambers = {
      {-26, -12, -2, 30, 17, 20},
      {-14, 20, -4, 30, 15, 24},
      {26, -16, 8, 20, 20, 22},
      {28, 16, 6, 20, 19, 24}
    };
    for (double[] c : chambers) {
      double[] at = new double[3];
      for (int k = 0; k < 3; k++) {
        // rows of the frame are the heart's axes; the apex lies along minus the first
        at[k] = size * (frame[k] * c[0] + frame[3 + k] * c[1] + frame[6 + k] * c[2]);
      }
      parts.add(
          Part.of(
              Organ.HEART,
              Ellipsoid.of(
                  x + at[0], y + at[1], z + at[2], c[3] * size, c[4] * size, c[5] * size, frame),
              bloodHu));
    }
    return parts;
  }

  private static double[] transposed(double[] m) {
    return new double[] {m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]};
  }

  Part liver(Draws draws) {
    double hu = draws.between(48, 66) + 42 * contrast;
    double edge = draws.between(-180, -150);
    double slope = draws.between(0.45, 0.62);
    double tip = draws.between(-85, -45);
    Box box =
        new Box(
            tip - 15,
            torso.halfWidth,
            torso.middleY - torso.halfDepth,
            torso.middleY + torso.halfDepth,
            edge - 5,
            8);
    double width = torso.halfWidth;
    double y0 = torso.middleY;
    Region region =
        new Region(
            box,
            (x, y, z) -> {
              double wall = torso.cavity(x, y, z) + 4;
              double top = 0.8 * (z - torso.diaphragm(x, y)) + 5;
              double low = 0.8 * (edge + slope * (width - x) - z);
              double left = 0.9 * (tip - x) + 0.25 * Math.abs(y - y0 - 20);
              // hollow for stomach, spine and kidney at the back of the left lobe
              double back = 0.75 * (-18 - 0.75 * x - (y - y0));
              double d = Solid.smoothMax(wall, top, 10);
              d = Solid.smoothMax(d, Solid.smoothMax(low, left, 14), 14);
              return Solid.smoothMax(d, back, 14);
            });
    return Part.of(Organ.LIVER, region, hu);
  }

  List<Part> spleen(Draws draws) {
    double hu = draws.between(44, 56) + 60 * contrast;
    double size = draws.between(0.85, 1.2);
    double[] axes = transposed(Pose.rotation(0.3, 0.25, 0.5));
    Ellipsoid outer =
        Ellipsoid.of(
            -0.74 * torso.halfWidth,
            torso.middleY - 0.42 * torso.halfDepth,
            torso.leftDome - 52,
            30 * size,
            48 * size,
            56 * size,
            axes);
    Region region =
        new Region(
            outer.bounds(),
            (x, y, z) -> {
              double d = outer.distance(x, y, z);
              d = Solid.smoothMax(d, torso.cavity(x, y, z) + 4, 8);
              return Solid.smoothMax(d, 0.8 * (z - torso.dome(-1, x, y)) + 4, 8);
            });
    return List.of(Part.of(Organ.SPLEEN, region, hu));
  }

  List<Part> kidneys(Draws draws) {
    List<Part> parts = new ArrayList<>();
    double hu = draws.between(28, 38) + 110 * contrast;
    for (int side = -1; side <= 1; side += 2) {
      double z = draws.between(-135, -112) - (side > 0 ? 10 : 0);
      double x = side * draws.between(52, 62);
      double y = skeleton.spineY(z) + draws.between(4, 12);
      double[] axes = transposed(Pose.rotation(-0.15, -side * 0.2, side * 0.6));
      double size = draws.between(0.88, 1.12);
      Solid outer = Ellipsoid.of(x, y, z, 25 * size, 29 * size, 54 * size, axes);
      Solid pelvis = Ellipsoid.of(x - side * 14, y + 9, z, 14 * size, 11, 24 * size, axes);
      parts.add(Part.of(Organ.KIDNEY, outer, hu));
      parts.add(Part.of(Organ.BODY, pelvis, torso.fatHu + 30));
    }
    return parts;
  }

  /// Stomach with a bubble of air at the front, and loops of bowel.
  List<Part> gut(Draws draws) {
    List<Part> parts = new ArrayList<>();
    double contents = draws.between(5, 45);
    double[] axes = transposed(Pose.rotation(draws.normal(0.2, 0.1), 0.5, draws.normal(0.3, 0.1)));
    double y = torso.middleY + draws.between(8, 22);
    Ellipsoid stomach =
        Ellipsoid.of(
            -0.42 * torso.halfWidth,
            y,
            torso.leftDome - draws.between(58, 68),
            draws.between(32, 46),
            draws.between(28, 40),
            draws.between(44, 56),
            axes);
    Region inside =
        new Region(
            stomach.bounds(),
            (px, py, pz) ->
                Math.max(
                    stomach.distance(px, py, pz),
                    Math.max(
                        torso.cavity(px, py, pz) + 4, 0.8 * (pz - torso.dome(-1, px, py)) + 4)));
    parts.add(Part.layered(Organ.BODY, inside, 0, 45 + 30 * contrast, 3.5, contents));
    if (draws.chance(0.85)) {
      double level = y + draws.between(4, 20);
      Region bubble =
          new Region(
              stomach.bounds(),
              (px, py, pz) -> Math.max(inside.distance(px, py, pz) + 4, level - py));
      parts.add(Part.of(Organ.BODY, bubble, -960));
    }
    for (int side = -1; side <= 1; side += 2) {
      double[] top = {side * 26, skeleton.spineY(-90) - 2, -85};
      double[] bottom = {side * 46, skeleton.spineY(-300) + 16, -310};
      parts.add(Part.of(Organ.BODY, Capsule.of(top, bottom, 12, 24), torso.muscleHu));
    }
    int loops = draws.count(16, 26);
    for (int i = 0; i < loops; i++) {
      double[] at = {draws.between(-80, 80), draws.between(-5, 55), draws.between(-300, -120)};
      double[] d = draws.direction();
      double[] to = {at[0] + 34 * d[0], at[1] + 20 * d[1], at[2] + 26 * d[2]};
      double radius = draws.between(10, 19);
      if (torso.cavity(at[0], at[1], at[2]) > -radius - 3
          || torso.cavity(to[0], to[1], to[2]) > -radius - 3) {
        continue;
      }
      boolean gas = draws.chance(0.35);
      parts.add(
          Part.layered(
              Organ.BODY,
              Capsule.of(at, to, radius, radius),
              0,
              40 + 30 * contrast,
              2.5,
              gas ? -900 : draws.between(10, 45)));
    }
    return parts;
  }
}

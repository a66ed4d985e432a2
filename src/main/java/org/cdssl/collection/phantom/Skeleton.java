package org.cdssl.collection.phantom;

import java.util.ArrayList;
import java.util.List;
import org.cdssl.collection.phantom.Solid.Region;

/// Spine, ribs, sternum, clavicles and scapulae.
final class Skeleton {
  private static final double MARROW_BELOW_MM = 2.2;

  private final Torso torso;
  private final double cortexHu;
  private final double marrowHu;
  private final double vertebraMm;
  private final double spineY;
  private final double curve;
  private final double curvePhase;
  private final double kyphosis;

  Skeleton(Torso torso, Draws draws) {
    this.torso = torso;
    cortexHu = draws.between(480, 800);
    marrowHu = draws.between(150, 260);
    vertebraMm = draws.between(24, 28);
    spineY = torso.middleY - torso.halfDepth + draws.between(12, 18);
    curve = draws.normal(0, 3);
    curvePhase = draws.between(0, 6.28);
    kyphosis = draws.between(8, 22);
  }

  /// Centre of the spine's bodies at height z.
  double spineX(double z) {
    return curve * StrictMath.sin(z / 70 + curvePhase);
  }

  double spineY(double z) {
    double t = (z - 40) / 160;
    return spineY + kyphosis * 0.5 * t * t;
  }

  List<Part> parts(Draws draws) {
    List<Part> parts = new ArrayList<>();
    spine(parts, draws);
    ribs(parts, draws);
    sternum(parts, draws);
    shoulderGirdle(parts, draws);
    return parts;
  }

  private Part bone(Organ organ, Solid solid, double thicknessMm) {
    return Part.layered(organ, solid, 0, cortexHu, thicknessMm, marrowHu);
  }

  private void spine(List<Part> parts, Draws draws) {
    double discHu = draws.between(75, 105);
    for (double z = Torso.BOTTOM + 20; z < Torso.TOP - 20; z += vertebraMm) {
      // lumbar bodies are larger than thoracic ones
      double size = 1 - 0.16 * Math.clamp((z + 40) / 220, -0.6, 1);
      double a = 20 * size;
      double b = 15.5 * size;
      double cx = spineX(z);
      double cy = spineY(z);
      double half = 0.39 * vertebraMm;
      parts.add(Part.of(Organ.SPINE, cylinder(cx, cy, z, a, b, 0.52 * vertebraMm), discHu));
      parts.add(bone(Organ.SPINE, cylinder(cx, cy, z, a + 1, b + 1, half), MARROW_BELOW_MM));
      double canal = cy - b - 9;
      double[] left = {cx - 11, canal + 3, z};
      double[] right = {cx + 11, canal + 3, z};
      double[] back = {cx, canal - 9, z - 4};
      for (double[] side : List.of(left, right)) {
        double[] pedicle = {cx + 0.9 * (side[0] - cx), cy - b + 2, z + 3};
        parts.add(bone(Organ.SPINE, Capsule.of(pedicle, side, 4.5, 4.5), 2.5));
        parts.add(bone(Organ.SPINE, Capsule.of(side, back, 4, 4), 2.5));
        double[] tip = {cx + 3.1 * (side[0] - cx), canal - 3, z + 2};
        parts.add(bone(Organ.SPINE, Capsule.of(side, tip, 5, 3.5), 2.5));
      }
      double[] spinous = {cx, canal - 27 * size, z - 12};
      parts.add(bone(Organ.SPINE, Capsule.of(back, spinous, 4.5, 3.5), 2.5));
      parts.add(Part.of(Organ.BODY, cylinder(cx, canal + 1, z, 7.5, 7, 0.5 * vertebraMm), 32));
    }
  }

  private static Solid cylinder(double cx, double cy, double cz, double a, double b, double half) {
    Box box = new Box(cx - a, cx + a, cy - b, cy + b, cz - half, cz + half);
    return new Region(
        box,
        (x, y, z) -> {
          double u = (x - cx) / a;
          double v = (y - cy) / b;
          double side = (Math.sqrt(u * u + v * v) - 1) * Math.min(a, b);
          return Math.max(side, Math.abs(z - cz) - half);
        });
  }

  private void ribs(List<Part> parts, Draws draws) {
    double drop = draws.between(45, 75);
    double thick = draws.between(4.2, 5.4);
    for (int rib = 0; rib < 12; rib++) {
      double z = torso.apex - 8 - rib * vertebraMm * 0.98;
      // the lowest ribs float: they end at the side
      double end = rib >= 10 ? 1.45 + 0.3 * (11 - rib) : 2.55;
      double cartilage = rib >= 10 ? 9 : 2.0 + 0.12 * Math.max(0, 4 - rib);
      double fall = drop * Math.min(1, 0.45 + 0.09 * rib);
      for (int side = -1; side <= 1; side += 2) {
        double[] from = ribPoint(side, 0.3, z, fall);
        int pieces = 18;
        for (int i = 1; i <= pieces; i++) {
          double angle = 0.3 + (end - 0.3) * i / pieces;
          double[] to = ribPoint(side, angle, z, fall);
          Solid tube = Capsule.of(from, to, thick, thick);
          parts.add(
              angle < cartilage
                  ? bone(Organ.RIB, tube, 2)
                  : Part.of(Organ.RIB, Capsule.of(from, to, thick, thick), 130));
          from = to;
        }
      }
    }
  }

  /// A point of the chest wall at `angle` (radians from the back round the side to the front).
  private double[] ribPoint(int side, double angle, double z, double fall) {
    double height = z + 8 * StrictMath.sin(angle) - fall * angle / 2.6;
    // ribs that turn up to the sternum
    double lift = Math.max(0, angle - 1.9);
    height += 0.6 * fall * lift * lift;
    double a = torso.cavityHalfWidth(height) + 3.5;
    double b = torso.cavityHalfDepth(height) + 3.5;
    a = Math.max(a, 36);
    b = Math.max(b, 28);
    return new double[] {
      side * a * StrictMath.sin(angle), torso.middleY - b * StrictMath.cos(angle), height
    };
  }

  private void sternum(List<Part> parts, Draws draws) {
    double top = torso.apex - draws.between(28, 42);
    double bottom = top - draws.between(120, 145);
    for (double z = bottom; z < top; z += 9) {
      double y = torso.middleY + torso.cavityHalfDepth(z) + 5;
      double[] left = {-9, y, z};
      double[] right = {9, y, z};
      parts.add(bone(Organ.RIB, Capsule.of(left, right, 6.5, 6.5), 2));
    }
  }

  private void shoulderGirdle(List<Part> parts, Draws draws) {
    double z = torso.apex - draws.between(8, 20);
    double lift = draws.between(8, 26);
    for (int side = -1; side <= 1; side += 2) {
      double y = torso.middleY + torso.cavityHalfDepth(z - 20) + 4;
      List<double[]> clavicle =
          List.of(
              new double[] {side * 18, y + 2, z - 10},
              new double[] {side * 62, y + 4, z + 0.3 * lift},
              new double[] {side * 105, y - 24, z + lift},
              new double[] {side * 140, y - 34, z + lift});
      for (Solid tube : Capsule.chain(clavicle, 6.5, 5.5, 4)) {
        parts.add(bone(Organ.RIB, tube, 2.2));
      }
      double[] turn = Pose.rotation(0.18, side * 0.14, -side * 0.62);
      double blade = torso.cavityHalfWidth(z - 60);
      Solid scapula =
          Ellipsoid.of(side * (blade * 0.82 + 10), torso.middleY - 62, z - 62, 42, 4.2, 66, turn);
      parts.add(bone(Organ.RIB, scapula, 2.5));
    }
  }
}

package org.cdssl.collection.phantom;

import java.util.ArrayList;
import java.util.List;

/// Aorta, great veins, airways and the branching vessels of lungs and liver.
final class Vessels {
  private final Torso torso;
  private final Skeleton skeleton;
  private final double bloodHu;

  Vessels(Torso torso, Skeleton skeleton, double bloodHu) {
    this.torso = torso;
    this.skeleton = skeleton;
    this.bloodHu = bloodHu;
  }

  List<Part> great(Draws draws) {
    List<Part> parts = new ArrayList<>();
    double radius = draws.between(10.5, 15);
    double arch = draws.between(112, 128) * torso.apex / 190;
    List<double[]> aorta = new ArrayList<>();
    aorta.add(new double[] {2, 20, 52});
    aorta.add(new double[] {12, 26, 0.8 * arch});
    aorta.add(new double[] {4, 16, arch});
    aorta.add(new double[] {-14, -10, arch + 3});
    for (double z = arch - 22; z > Torso.BOTTOM; z -= 45) {
      // runs down left of the spine and comes to its front in the abdomen
      double front = Math.clamp((60 - z) / 160, 0, 1);
      aorta.add(
          new double[] {
            skeleton.spineX(z) - 25 + 17 * front, skeleton.spineY(z) + 16 + 15 * front, z
          });
    }
    for (Solid tube : Capsule.chain(aorta, radius, 0.72 * radius, 4)) {
      parts.add(Part.of(Organ.AORTA, tube, bloodHu));
    }
    double vein = bloodHu - draws.between(0, 15);
    tube(parts, vein, 9, new double[] {28, 6, torso.apex - 25}, new double[] {26, 10, 45});
    tube(parts, vein, 11, new double[] {22, 0, 35}, new double[] {24, -22, -60});
    tube(parts, vein, 11, new double[] {24, -22, -60}, new double[] {18, -34, Torso.BOTTOM});
    double hilum = 72 * torso.apex / 190;
    tube(parts, bloodHu, 12, new double[] {-12, 34, 48}, new double[] {-14, 12, hilum + 8});
    tube(parts, bloodHu, 9.5, new double[] {-14, 12, hilum + 8}, new double[] {-40, -4, hilum});
    tube(parts, bloodHu, 9.5, new double[] {-12, 8, hilum + 6}, new double[] {40, -2, hilum - 4});
    return parts;
  }

  private static void tube(List<Part> parts, double hu, double radius, double[] from, double[] to) {
    parts.add(Part.of(Organ.BODY, Capsule.of(from, to, radius, radius), hu));
  }

  List<Part> airways(Draws draws) {
    List<Part> parts = new ArrayList<>();
    double carina = draws.between(82, 94) * torso.apex / 190;
    double radius = draws.between(7.5, 10);
    double x = draws.normal(2, 2);
    double[] split = {x, -6, carina};
    double[][] ends = {{x, -14, torso.apex + 100}, {48, -10, carina - 34}, {-50, -12, carina - 38}};
    for (double[] end : ends) {
      double r = end[2] > carina ? radius : 0.68 * radius;
      parts.add(
          Part.layered(Organ.AIRWAY, Capsule.of(split, end, r + 2, r * 0.8 + 2), 0, 30, 2, -990));
    }
    return parts;
  }

  /// Arteries and veins that branch from each hilum to the chest wall. They keep the label of the
  /// lung.
  List<Part> pulmonary(Draws draws) {
    List<Part> parts = new ArrayList<>();
    double hilum = 70 * torso.apex / 190;
    for (int side = -1; side <= 1; side += 2) {
      int trunks = draws.count(11, 16);
      for (int i = 0; i < trunks; i++) {
        double[] start = {
          side * draws.between(34, 42), draws.between(-16, 6), hilum + draws.between(-28, 14)
        };
        double[] heading = draws.direction();
        heading[0] = side * (Math.abs(heading[0]) + 0.35);
        heading[2] -= 0.15;
        branch(parts, draws, side, start, normalised(heading), draws.between(3.2, 5.2), 0);
      }
    }
    return parts;
  }

  private void branch(
      List<Part> parts,
      Draws draws,
      int side,
      double[] from,
      double[] heading,
      double radius,
      int depth) {
    double length = draws.between(2.2, 4.4) * radius + 8;
    double[] to = new double[3];
    boolean inLung = false;
    for (int tries = 0; tries < 5 && !inLung; tries++) {
      double[] turn = draws.direction();
      for (int k = 0; k < 3; k++) {
        heading[k] += 0.35 * tries * turn[k];
      }
      heading = normalised(heading);
      for (int k = 0; k < 3; k++) {
        to[k] = from[k] + length * heading[k];
      }
      inLung = torso.lung(side, to[0], to[1], to[2]) < -4;
    }
    if (!inLung) {
      return;
    }
    double narrow = radius * draws.between(0.82, 0.92);
    parts.add(Part.of(Organ.LUNG, Capsule.of(from, to, radius, narrow), bloodHu));
    if (narrow < 0.7 || depth > 10) {
      return;
    }
    int children = narrow > 1 && draws.chance(0.8) ? 2 : 1;
    for (int c = 0; c < children; c++) {
      double[] turn = draws.direction();
      double spread = children == 1 ? 0.35 : 0.75;
      double[] next = new double[3];
      for (int k = 0; k < 3; k++) {
        next[k] = heading[k] + spread * turn[k];
      }
      double share = children == 1 ? 0.95 : draws.between(0.74, 0.94);
      branch(parts, draws, side, to, normalised(next), narrow * share, depth + 1);
    }
  }

  /// Portal and hepatic veins inside the liver; they keep its label.
  List<Part> hepatic(Draws draws, Solid liver, double hu) {
    List<Part> parts = new ArrayList<>();
    int trunks = draws.count(4, 7);
    for (int i = 0; i < trunks; i++) {
      double[] at = {draws.between(12, 30), draws.between(-8, 14), draws.between(-60, -30)};
      double[] heading = draws.direction();
      heading[0] += 0.7;
      heading = normalised(heading);
      double radius = draws.between(3.5, 6);
      for (int piece = 0; piece < 6 && radius > 1.2; piece++) {
        double[] turn = draws.direction();
        double[] to = new double[3];
        for (int k = 0; k < 3; k++) {
          to[k] = at[k] + 17 * heading[k];
          heading[k] += 0.4 * turn[k];
        }
        if (liver.distance(to[0], to[1], to[2]) > -radius - 3) {
          break;
        }
        parts.add(Part.of(Organ.LIVER, Capsule.of(at, to, radius, 0.8 * radius), hu));
        heading = normalised(heading);
        radius *= 0.8;
        at = to;
      }
    }
    return parts;
  }

  private static double[] normalised(double[] v) {
    double norm = Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]) + 1e-12;
    return new double[] {v[0] / norm, v[1] / norm, v[2] / norm};
  }
}

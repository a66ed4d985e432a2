package org.cdssl.collection.phantom;

import java.util.ArrayList;
import java.util.List;

/// The mass that carries the class of a phantom, see {@link MassShape}. Volume, place, density and
/// frame are drawn before the form is, so both classes share them.
final class LungMass {
  private static final int LATTICE = 28;

  /// Centre, mm in the anatomy's frame.
  final double[] centre;

  /// Radius of the ball that has the mass's volume, mm.
  final double radiusMm;

  final Part part;

  LungMass(Torso torso, Solid heart, MassShape shape, Draws draws) {
    radiusMm = draws.between(19, 29);
    double hu = draws.between(15, 75);
    // a rim of ground glass, none to thick: it hides how much surface the mass has
    double rimMm = draws.chance(0.2) ? 0.1 : draws.between(0.5, 5);
    double rimHu = draws.between(-600, -150);
    centre = place(torso, heart, draws);
    double[] frame = Pose.randomRotation(draws);
    Solid unit = shape == MassShape.SMOOTH ? ellipsoid(draws, frame) : lobes(draws, frame);
    double volume = 4.0 / 3 * Math.PI * radiusMm * radiusMm * radiusMm;
    double scale = StrictMath.cbrt(volume / volumeOf(unit));
    Box b = unit.bounds();
    Box box =
        new Box(
            centre[0] + scale * b.x0(),
            centre[0] + scale * b.x1(),
            centre[1] + scale * b.y0(),
            centre[1] + scale * b.y1(),
            centre[2] + scale * b.z0(),
            centre[2] + scale * b.z1());
    Solid solid =
        new Solid.Region(
            box,
            (x, y, z) ->
                scale
                    * unit.distance(
                        (x - centre[0]) / scale, (y - centre[1]) / scale, (z - centre[2]) / scale));
    part = Part.layered(Organ.MASS, solid, 0, rimHu, rimMm, hu);
  }

  /// A place deep in a lung and off the heart, at a height that every usual field of view shows.
  private double[] place(Torso torso, Solid heart, Draws draws) {
    double[] best = null;
    double deepest = 0;
    for (int i = 0; i < 80; i++) {
      double side = draws.chance(0.5) ? 1 : -1;
      double[] at = {
        side * draws.between(30, torso.halfWidth),
        torso.middleY + draws.between(-0.8, 0.8) * torso.halfDepth,
        draws.between(20, 95)
      };
      double d = Math.max(torso.lungs(at[0], at[1], at[2]), -heart.distance(at[0], at[1], at[2]));
      if (best == null || d < deepest) {
        best = at;
        deepest = d;
      }
      if (deepest < -radiusMm) {
        break;
      }
    }
    return best;
  }

  /// An ellipsoid of about unit radius.
  private static Solid ellipsoid(Draws draws, double[] frame) {
    double longer = draws.between(1.45, 2.1);
    double middle = draws.between(0.7, 1.3);
    return Ellipsoid.of(0, 0, 0, longer, middle, 1 / longer * 1.15, frame);
  }

  /// A core and lobes spread evenly around it, seams hardly rounded.
  private static Solid lobes(Draws draws, double[] frame) {
    int n = draws.count(5, 8);
    double[][] balls = new double[n + 1][];
    balls[0] = new double[] {0, 0, 0, 0.72};
    double offset = draws.between(0, 6.28);
    for (int i = 0; i < n; i++) {
      // spiral points on the sphere, each moved a little
      double h = 1 - (2 * i + 1.0) / n + draws.normal(0, 0.06);
      h = Math.clamp(h, -1, 1);
      double r = StrictMath.sqrt(1 - h * h);
      double phi = offset + 2.399963 * i + draws.normal(0, 0.15);
      double reach = draws.between(0.66, 0.82);
      double u = reach * r * StrictMath.cos(phi);
      double v = reach * r * StrictMath.sin(phi);
      double w = reach * h;
      balls[i + 1] =
          new double[] {
            frame[0] * u + frame[3] * v + frame[6] * w,
            frame[1] * u + frame[4] * v + frame[7] * w,
            frame[2] * u + frame[5] * v + frame[8] * w,
            draws.between(0.38, 0.5)
          };
    }
    return new Lobes(balls, 0.12);
  }

  /// Volume inside the surface, from the distance on a lattice with half-covered cells.
  private static double volumeOf(Solid solid) {
    Box b = solid.bounds();
    double sx = (b.x1() - b.x0()) / LATTICE;
    double sy = (b.y1() - b.y0()) / LATTICE;
    double sz = (b.z1() - b.z0()) / LATTICE;
    double ramp = (sx + sy + sz) / 3;
    double cells = 0;
    for (int k = 0; k < LATTICE; k++) {
      for (int j = 0; j < LATTICE; j++) {
        for (int i = 0; i < LATTICE; i++) {
          double d =
              solid.distance(
                  b.x0() + (i + 0.5) * sx, b.y0() + (j + 0.5) * sy, b.z0() + (k + 0.5) * sz);
          cells += Math.clamp(0.5 - d / ramp, 0, 1);
        }
      }
    }
    return cells * sx * sy * sz;
  }

  /// Small round nodules away from the mass: the same for both classes.
  static List<Part> nodules(Torso torso, Draws draws) {
    List<Part> parts = new ArrayList<>();
    int wanted = draws.count(0, 4);
    for (int tries = 0; tries < 40 && parts.size() < wanted; tries++) {
      double side = draws.chance(0.5) ? 1 : -1;
      double x = side * draws.between(25, torso.halfWidth);
      double y = torso.middleY + draws.between(-0.85, 0.85) * torso.halfDepth;
      double z = draws.between(-20, 140);
      double r = draws.between(2.5, 7);
      if (torso.lungs(x, y, z) < -r - 3) {
        parts.add(Part.of(Organ.LUNG, Ellipsoid.upright(x, y, z, r, r, r), draws.between(-20, 60)));
      }
    }
    return parts;
  }
}

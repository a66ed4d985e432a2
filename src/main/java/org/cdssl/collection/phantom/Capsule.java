package org.cdssl.collection.phantom;

import java.util.ArrayList;
import java.util.List;

/// A round-ended tube from (ax, ay, az) to (bx, by, bz), mm, whose radius runs from `ra` to `rb`.
record Capsule(
    double ax,
    double ay,
    double az,
    double bx,
    double by,
    double bz,
    double ra,
    double rb,
    Box bounds)
    implements Solid {
  static Capsule of(double[] from, double[] to, double ra, double rb) {
    Box box = Box.around(from[0], from[1], from[2], ra).union(Box.around(to[0], to[1], to[2], rb));
    return new Capsule(from[0], from[1], from[2], to[0], to[1], to[2], ra, rb, box);
  }

  /// A tube along a smooth curve (Catmull-Rom) through the points, `pieces` capsules between two.
  static List<Solid> chain(List<double[]> points, double ra, double rb, int pieces) {
    List<Solid> tubes = new ArrayList<>();
    int total = (points.size() - 1) * pieces;
    double[] from = points.getFirst();
    for (int i = 1; i <= total; i++) {
      double[] to = onCurve(points, (double) i / pieces);
      double before = ra + (rb - ra) * (i - 1) / total;
      double after = ra + (rb - ra) * i / total;
      tubes.add(of(from, to, before, after));
      from = to;
    }
    return tubes;
  }

  private static double[] onCurve(List<double[]> points, double s) {
    int last = points.size() - 1;
    int i = Math.min((int) s, last - 1);
    double t = s - i;
    double[] p0 = points.get(Math.max(i - 1, 0));
    double[] p1 = points.get(i);
    double[] p2 = points.get(i + 1);
    double[] p3 = points.get(Math.min(i + 2, last));
    double[] out = new double[3];
    for (int k = 0; k < 3; k++) {
      double c1 = 0.5 * (p2[k] - p0[k]);
      double c2 = p0[k] - 2.5 * p1[k] + 2 * p2[k] - 0.5 * p3[k];
      double c3 = 0.5 * (p3[k] - p0[k]) + 1.5 * (p1[k] - p2[k]);
      out[k] = p1[k] + t * (c1 + t * (c2 + t * c3));
    }
    return out;
  }

  @Override
  public double distance(double x, double y, double z) {
    double dx = bx - ax;
    double dy = by - ay;
    double dz = bz - az;
    double px = x - ax;
    double py = y - ay;
    double pz = z - az;
    double t = (px * dx + py * dy + pz * dz) / (dx * dx + dy * dy + dz * dz + 1e-9);
    t = Math.clamp(t, 0.0, 1.0);
    px -= t * dx;
    py -= t * dy;
    pz -= t * dz;
    return Math.sqrt(px * px + py * py + pz * pz) - (ra + t * (rb - ra));
  }
}

package org.cdssl.collection.phantom;

/// An ellipsoid with any orientation. `axes` is a row-major rotation whose rows are the directions
/// of the half axes `a`, `b`, `c` (mm).
record Ellipsoid(
    double cx, double cy, double cz, double a, double b, double c, double[] axes, Box bounds)
    implements Solid {
  static Ellipsoid of(
      double cx, double cy, double cz, double a, double b, double c, double[] axes) {
    double[] half = new double[3];
    for (int i = 0; i < 3; i++) {
      double u = a * axes[i];
      double v = b * axes[3 + i];
      double w = c * axes[6 + i];
      half[i] = Math.sqrt(u * u + v * v + w * w);
    }
    Box box =
        new Box(cx - half[0], cx + half[0], cy - half[1], cy + half[1], cz - half[2], cz + half[2]);
    return new Ellipsoid(cx, cy, cz, a, b, c, axes, box);
  }

  static Ellipsoid upright(double cx, double cy, double cz, double a, double b, double c) {
    return of(cx, cy, cz, a, b, c, Pose.IDENTITY);
  }

  @Override
  public double distance(double x, double y, double z) {
    double dx = x - cx;
    double dy = y - cy;
    double dz = z - cz;
    double u = (axes[0] * dx + axes[1] * dy + axes[2] * dz) / a;
    double v = (axes[3] * dx + axes[4] * dy + axes[5] * dz) / b;
    double w = (axes[6] * dx + axes[7] * dy + axes[8] * dz) / c;
    double q = u * u + v * v + w * w;
    if (q < 1e-6) {
      return -Math.min(a, Math.min(b, c));
    }
    // first-order distance: f / |grad f| of f = |(u,v,w)| - 1
    double f = Math.sqrt(q);
    double gu = u / a;
    double gv = v / b;
    double gw = w / c;
    return f * (f - 1) / Math.sqrt(gu * gu + gv * gv + gw * gw);
  }
}

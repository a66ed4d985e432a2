package org.cdssl.collection.phantom;

/// A union of balls with seams rounded by about `seamMm`. Each ball is (x, y, z, radius).
record Lobes(double[][] balls, double seamMm, Box bounds) implements Solid {
  Lobes(double[][] balls, double seamMm) {
    this(balls, seamMm, boxOf(balls, seamMm));
  }

  private static Box boxOf(double[][] balls, double seam) {
    Box box = null;
    for (double[] b : balls) {
      Box one = Box.around(b[0], b[1], b[2], b[3] + 0.3 * seam);
      box = box == null ? one : box.union(one);
    }
    return box;
  }

  @Override
  public double distance(double x, double y, double z) {
    double d = Double.MAX_VALUE;
    for (double[] b : balls) {
      double dx = x - b[0];
      double dy = y - b[1];
      double dz = z - b[2];
      d = Solid.smoothMin(d, Math.sqrt(dx * dx + dy * dy + dz * dz) - b[3], seamMm);
    }
    return d;
  }
}

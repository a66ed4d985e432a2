package org.cdssl.collection.phantom;

/// An axis-aligned box in the anatomy's frame, mm.
record Box(double x0, double x1, double y0, double y1, double z0, double z1) {
  static Box around(double x, double y, double z, double radius) {
    return new Box(x - radius, x + radius, y - radius, y + radius, z - radius, z + radius);
  }

  Box union(Box o) {
    return new Box(
        Math.min(x0, o.x0),
        Math.max(x1, o.x1),
        Math.min(y0, o.y0),
        Math.max(y1, o.y1),
        Math.min(z0, o.z0),
        Math.max(z1, o.z1));
  }
}

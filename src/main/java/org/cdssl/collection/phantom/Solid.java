package org.cdssl.collection.phantom;

/// A body in the anatomy's frame (mm), given by a distance function that is negative inside. The
/// distance need only be right near the surface, where it makes the partial-volume ramp.
interface Solid {
  double distance(double x, double y, double z);

  /// A box outside which the distance is above 0.
  Box bounds();

  /// A distance function without bounds.
  @FunctionalInterface
  interface Field {
    double at(double x, double y, double z);
  }

  /// A composite of fields inside known bounds.
  record Region(Box bounds, Field field) implements Solid {
    @Override
    public double distance(double x, double y, double z) {
      return field.at(x, y, z);
    }
  }

  /// Maximum with a rounded seam about `k` mm wide: the intersection of two solids.
  static double smoothMax(double a, double b, double k) {
    double h = Math.max(k - Math.abs(a - b), 0) / k;
    return Math.max(a, b) + h * h * k * 0.25;
  }

  /// Minimum with a rounded seam: the union of two solids.
  static double smoothMin(double a, double b, double k) {
    return -smoothMax(-a, -b, k);
  }
}

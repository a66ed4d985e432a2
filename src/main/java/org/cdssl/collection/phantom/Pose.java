package org.cdssl.collection.phantom;

/// How the patient lies in the scanner: world = scale * rotation * anatomy + shift (mm).
///
/// @param rotation row-major 3×3
record Pose(double[] rotation, double scale, double[] shift) {
  static final double[] IDENTITY = {1, 0, 0, 0, 1, 0, 0, 0, 1};

  /// Tilts of a few degrees, sizes ±8 %, shifts of a few millimetres; the place in z decides which
  /// part of chest and abdomen a grid shows.
  static Pose draw(Draws draws) {
    double degree = Math.PI / 180;
    double[] rotation =
        rotation(
            draws.normal(0, 2.5) * degree,
            draws.normal(0, 2) * degree,
            draws.normal(0, 3) * degree);
    double[] shift = {draws.normal(0, 6), draws.normal(0, 6), -draws.between(25, 65)};
    return new Pose(rotation, draws.between(0.92, 1.06), shift);
  }

  /// Rotation about x, then y, then z (radians).
  static double[] rotation(double x, double y, double z) {
    double cx = StrictMath.cos(x);
    double sx = StrictMath.sin(x);
    double cy = StrictMath.cos(y);
    double sy = StrictMath.sin(y);
    double cz = StrictMath.cos(z);
    double sz = StrictMath.sin(z);
    return new double[] {
      cz * cy,
      cz * sy * sx - sz * cx,
      cz * sy * cx + sz * sx,
      sz * cy,
      sz * sy * sx + cz * cx,
      sz * sy * cx - cz * sx,
      -sy,
      cy * sx,
      cy * cx
    };
  }

  /// A uniformly turned frame.
  static double[] randomRotation(Draws draws) {
    double[] u = draws.direction();
    double[] v = draws.direction();
    double dot = u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
    double norm = 0;
    for (int i = 0; i < 3; i++) {
      v[i] -= dot * u[i];
      norm += v[i] * v[i];
    }
    norm = Math.sqrt(norm);
    if (norm < 1e-6) {
      return IDENTITY;
    }
    for (int i = 0; i < 3; i++) {
      v[i] /= norm;
    }
    return new double[] {
      u[0],
      u[1],
      u[2],
      v[0],
      v[1],
      v[2],
      u[1] * v[2] - u[2] * v[1],
      u[2] * v[0] - u[0] * v[2],
      u[0] * v[1] - u[1] * v[0]
    };
  }

  double[] toWorld(double x, double y, double z) {
    double[] world = new double[3];
    for (int i = 0; i < 3; i++) {
      world[i] =
          scale * (rotation[3 * i] * x + rotation[3 * i + 1] * y + rotation[3 * i + 2] * z)
              + shift[i];
    }
    return world;
  }

  double[] toAnatomy(double wx, double wy, double wz) {
    double x = (wx - shift[0]) / scale;
    double y = (wy - shift[1]) / scale;
    double z = (wz - shift[2]) / scale;
    double[] anatomy = new double[3];
    for (int i = 0; i < 3; i++) {
      anatomy[i] = rotation[i] * x + rotation[3 + i] * y + rotation[6 + i] * z;
    }
    return anatomy;
  }
}

package org.cdssl.image;

/// The rotation (or reflection) closest to the direction part of an affine: the orthogonal polar
/// factor of its 3×3 block after every column is scaled to length 1. Shear is what is left over.
///
/// Orientation codes and the quaternion of a NIfTI qform are both read off this matrix, as nibabel
/// does it (`io_orientation`, `set_qform`).
public final class PolarFactor {
  private static final int MAX_SWEEPS = 60;

  private PolarFactor() {}

  /// Row-major 3×3 matrix `P·Qᵀ` of the singular value decomposition of the scaled block.
  /// Directions whose singular value is 0 (a degenerate affine) are left out, so their columns may
  /// be 0.
  public static double[][] of(Geometry geometry) {
    double[] spacing = geometry.spacingMm();
    // columns of u start as the columns of the block and end as P·S
    double[][] u = new double[3][3];
    double[][] v = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    for (int c = 0; c < 3; c++) {
      for (int r = 0; r < 3; r++) {
        u[c][r] = spacing[c] > 0 ? geometry.at(r, c) / spacing[c] : 0;
      }
    }
    orthogonalise(u, v);
    double largest = Math.max(norm(u[0]), Math.max(norm(u[1]), norm(u[2])));
    double[][] rotation = new double[3][3];
    for (int k = 0; k < 3; k++) {
      double singular = norm(u[k]);
      if (singular > largest * 3 * Math.ulp(1.0)) {
        for (int r = 0; r < 3; r++) {
          for (int c = 0; c < 3; c++) {
            rotation[r][c] += u[k][r] / singular * v[k][c];
          }
        }
      }
    }
    return rotation;
  }

  /// One-sided Jacobi: rotates pairs of columns of `u` (and of `v`, which collects the rotations)
  /// until all columns of `u` are orthogonal.
  private static void orthogonalise(double[][] u, double[][] v) {
    for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
      boolean changed = false;
      for (int p = 0; p < 2; p++) {
        for (int q = p + 1; q < 3; q++) {
          double alpha = dot(u[p], u[p]);
          double beta = dot(u[q], u[q]);
          double gamma = dot(u[p], u[q]);
          if (Math.abs(gamma) <= 1e-16 * Math.sqrt(alpha * beta)) {
            continue;
          }
          changed = true;
          double zeta = (beta - alpha) / (2 * gamma);
          double t =
              (zeta < 0 ? -1.0 : 1.0) / (Math.abs(zeta) + Math.hypot(1, zeta)); // smaller root
          double cos = 1 / Math.hypot(1, t);
          rotate(u[p], u[q], cos, cos * t);
          rotate(v[p], v[q], cos, cos * t);
        }
      }
      if (!changed) {
        return;
      }
    }
  }

  private static void rotate(double[] p, double[] q, double cos, double sin) {
    for (int i = 0; i < 3; i++) {
      double a = p[i];
      p[i] = cos * a - sin * q[i];
      q[i] = sin * a + cos * q[i];
    }
  }

  private static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }

  private static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }
}

package org.cdssl.image.format.nifti;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cdssl.image.Geometry;
import org.cdssl.image.PolarFactor;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageHeader.Remark;

/// From the header's three ways of saying where the grid lies to one affine, and back.
///
/// Precedence as nibabel's: the sform where its code is above 0, else the qform where its code is
/// above 0, else spacing alone, with x reversed and the origin in the middle of the grid. Lengths
/// in metres or microns become mm (nibabel leaves them).
final class NiftiAffine {
  private NiftiAffine() {}

  static Geometry of(Path file, NiftiHeader header) throws FormatException {
    double[] affine;
    if (isCode(header.sformCode())) {
      affine = rows(header.rows());
    } else if (isCode(header.qformCode())) {
      affine = qform(file, header);
    } else {
      affine = base(header);
    }
    for (int i = 0; i < 12; i++) {
      affine[i] = affine[i] * header.millimetres() + 0.0; // and -0 becomes 0
      if (!Double.isFinite(affine[i])) {
        throw new FormatException(file, "its affine holds a number that is not finite");
      }
    }
    return new Geometry(affine);
  }

  /// What the header says of lengths that had to be put right.
  static List<Remark> remarks(NiftiHeader header) {
    List<Remark> remarks = new ArrayList<>();
    if (header.millimetres() != 1) {
      remarks.add(
          new Remark(
              Remark.Kind.UNIT,
              "its lengths are in %s (xyzt_units) and were turned into mm"
                  .formatted(header.millimetres() > 1 ? "metres" : "micrometres")));
    }
    for (int i = 0; !isCode(header.sformCode()) && i < Math.min(3, header.dimension()); i++) {
      double spacing = header.pixdim()[i + 1];
      if (spacing == 0) {
        remarks.add(
            new Remark(Remark.Kind.ZERO_SPACING, "pixdim[" + (i + 1) + "] is 0, taken as 1"));
      } else if (spacing < 0) {
        remarks.add(
            new Remark(
                Remark.Kind.NEGATIVE_SPACING,
                "pixdim[%d] is %s, its sign is left out".formatted(i + 1, spacing)));
      }
    }
    return remarks;
  }

  /// Codes beyond those of the standard count as unset, as nibabel takes them.
  private static boolean isCode(int code) {
    return code >= 1 && code <= 5;
  }

  private static double[] rows(double[] rows) {
    double[] affine = new double[16];
    System.arraycopy(rows, 0, affine, 0, 12);
    affine[15] = 1;
    return affine;
  }

  private static double[] qform(Path file, NiftiHeader header) throws FormatException {
    double b = header.quaternion()[0];
    double c = header.quaternion()[1];
    double d = header.quaternion()[2];
    double rest = 1 - (b * b + c * c + d * d);
    double slack = 3 * (header.version() == 1 ? Math.ulp(1f) : Math.ulp(1.0));
    if (!(rest >= -slack)) {
      throw new FormatException(file, "its qform quaternion is longer than 1");
    }
    double a = Math.sqrt(Math.max(rest, 0));
    // b, c, d of a header may be a hair too long; the division makes the rotation exact
    double s = 2 / (a * a + b * b + c * c + d * d);
    double[][] rotation = {
      {1 - s * (c * c + d * d), s * (b * c - a * d), s * (b * d + a * c)},
      {s * (b * c + a * d), 1 - s * (b * b + d * d), s * (c * d - a * b)},
      {s * (b * d - a * c), s * (c * d + a * b), 1 - s * (b * b + c * c)}
    };
    double[] affine = new double[16];
    for (int r = 0; r < 3; r++) {
      for (int col = 0; col < 3; col++) {
        double sign = col == 2 && header.pixdim()[0] == -1 ? -1 : 1;
        affine[4 * r + col] = rotation[r][col] * sign * spacing(header, col);
      }
      affine[4 * r + 3] = header.quaternion()[3 + r];
    }
    affine[15] = 1;
    return affine;
  }

  private static double[] base(NiftiHeader header) {
    double[] affine = new double[16];
    for (int i = 0; i < 3; i++) {
      double step = i < header.dimension() ? spacing(header, i) : 1;
      affine[5 * i] = i == 0 ? -step : step;
      affine[4 * i + 3] = -(header.sizes()[i] - 1) / 2.0 * affine[5 * i];
    }
    affine[15] = 1;
    return affine;
  }

  /// Spacing in the file's unit; a negative one counts as positive and 0 as 1, as in nibabel.
  private static double spacing(NiftiHeader header, int axis) {
    double spacing = Math.abs(header.pixdim()[axis + 1]);
    return spacing == 0 ? 1 : spacing;
  }

  /// The qform nearest to an affine: qfac, then b, c, d. Shear cannot be said by a quaternion and
  /// is left out of it; the sform keeps it.
  static double[] quaternion(Geometry geometry) {
    double[][] r = PolarFactor.of(geometry);
    double determinant =
        r[0][0] * (r[1][1] * r[2][2] - r[1][2] * r[2][1])
            - r[0][1] * (r[1][0] * r[2][2] - r[1][2] * r[2][0])
            + r[0][2] * (r[1][0] * r[2][1] - r[1][1] * r[2][0]);
    if (Math.abs(determinant) < 0.5) {
      return new double[] {1, 0, 0, 0}; // degenerate: no rotation comes near
    }
    double qfac = determinant < 0 ? -1 : 1;
    for (int i = 0; i < 3; i++) {
      r[i][2] *= qfac;
    }
    // the largest of the four squares is divided by, so that nothing small is
    double a2 = 1 + r[0][0] + r[1][1] + r[2][2];
    double b2 = 1 + r[0][0] - r[1][1] - r[2][2];
    double c2 = 1 - r[0][0] + r[1][1] - r[2][2];
    double d2 = 1 - r[0][0] - r[1][1] + r[2][2];
    double a;
    double b;
    double c;
    double d;
    if (a2 >= b2 && a2 >= c2 && a2 >= d2) {
      a = Math.sqrt(a2) / 2;
      b = (r[2][1] - r[1][2]) / (4 * a);
      c = (r[0][2] - r[2][0]) / (4 * a);
      d = (r[1][0] - r[0][1]) / (4 * a);
    } else if (b2 >= c2 && b2 >= d2) {
      b = Math.sqrt(b2) / 2;
      a = (r[2][1] - r[1][2]) / (4 * b);
      c = (r[0][1] + r[1][0]) / (4 * b);
      d = (r[0][2] + r[2][0]) / (4 * b);
    } else if (c2 >= d2) {
      c = Math.sqrt(c2) / 2;
      a = (r[0][2] - r[2][0]) / (4 * c);
      b = (r[0][1] + r[1][0]) / (4 * c);
      d = (r[1][2] + r[2][1]) / (4 * c);
    } else {
      d = Math.sqrt(d2) / 2;
      a = (r[1][0] - r[0][1]) / (4 * d);
      b = (r[0][2] + r[2][0]) / (4 * d);
      c = (r[1][2] + r[2][1]) / (4 * d);
    }
    double sign = a < 0 ? -1 : 1; // the header leaves a out and takes it as positive
    return new double[] {qfac, sign * b, sign * c, sign * d};
  }
}

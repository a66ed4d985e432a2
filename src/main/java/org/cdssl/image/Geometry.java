package org.cdssl.image;

import java.util.Arrays;

/// Where a voxel grid lies in the patient: the map from voxel index (x, y, z) to RAS+ millimetres.
///
/// `affine` is a row-major 4×4 matrix; its last row is 0 0 0 1. Column norms of the upper 3×3 block
/// are the spacing in mm. RAS+ means that world x grows to the patient's right, y to the front, z
/// to the head. Conventions of files (LPS of DICOM, MetaImage, NRRD) are converted by the readers,
/// never here.
public record Geometry(double[] affine) {
  public Geometry {
    if (affine.length != 16) {
      throw new IllegalArgumentException("affine needs 16 numbers, got " + affine.length);
    }
    for (double a : affine) {
      if (!Double.isFinite(a)) {
        throw new IllegalArgumentException("affine holds a number that is not finite");
      }
    }
    affine = affine.clone();
  }

  /// An axis-aligned grid with the given spacing (mm), origin at 0.
  public static Geometry ofSpacing(double xMm, double yMm, double zMm) {
    return new Geometry(new double[] {xMm, 0, 0, 0, 0, yMm, 0, 0, 0, 0, zMm, 0, 0, 0, 0, 1});
  }

  @Override
  public double[] affine() {
    return affine.clone();
  }

  /// Element in row `row` (0..3), column `column` (0..3).
  public double at(int row, int column) {
    return affine[4 * row + column];
  }

  /// Distance in mm between neighbouring voxels along each index axis (x, y, z).
  public double[] spacingMm() {
    double[] spacing = new double[3];
    for (int c = 0; c < 3; c++) {
      spacing[c] = Math.sqrt(at(0, c) * at(0, c) + at(1, c) * at(1, c) + at(2, c) * at(2, c));
    }
    return spacing;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Geometry g && Arrays.equals(affine, g.affine);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(affine);
  }

  @Override
  public String toString() {
    return "Geometry" + Arrays.toString(affine);
  }
}

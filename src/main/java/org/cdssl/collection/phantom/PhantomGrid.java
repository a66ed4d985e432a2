package org.cdssl.collection.phantom;

import org.cdssl.image.Geometry;

/// A voxel grid to sample a phantom on: sizes in voxels, spacing in mm, all along RAS+ (x, y, z).
/// The torso is about 380 x 260 mm in (x, y); lungs and upper abdomen take 300 mm in z.
public record PhantomGrid(int nx, int ny, int nz, double xMm, double yMm, double zMm) {
  public PhantomGrid {
    if (nx < 1 || ny < 1 || nz < 1 || (long) nx * ny * nz > 1 << 28) {
      throw new IllegalArgumentException(
          "a phantom grid has 1 to 2^28 voxels, got " + nx + "x" + ny + "x" + nz);
    }
    if (!(xMm > 0 && yMm > 0 && zMm > 0)) {
      throw new IllegalArgumentException("a phantom grid needs a spacing above 0 mm");
    }
  }

  /// Number of voxels.
  public int voxels() {
    return nx * ny * nz;
  }

  /// Grid centred on the point (mm).
  Geometry centredOn(double x, double y, double z) {
    return new Geometry(
        new double[] {
          xMm,
          0,
          0,
          x - 0.5 * (nx - 1) * xMm,
          0,
          yMm,
          0,
          y - 0.5 * (ny - 1) * yMm,
          0,
          0,
          zMm,
          z - 0.5 * (nz - 1) * zMm,
          0,
          0,
          0,
          1
        });
  }
}

package org.cdssl.collection.phantom;

/// X-ray attenuation of a volume in HU at about 70 keV effective, and line integrals through it.
public final class Attenuation {
  /// Of water, per cm.
  public static final double WATER_PER_CM = 0.2;

  /// Above this density matter is taken for bone.
  private static final double BONE_HU = 120;

  /// How much faster than HU the attenuation of bone grows: a radiograph is taken at lower energies
  /// than a CT, where calcium absorbs more.
  private static final double BONE_STEEPNESS = 1.6;

  private Attenuation() {}

  /// Linear attenuation in 1/cm: 0.2 (1 + HU/1000), not below 0, with a steeper slope for bone.
  public static double perCm(double hu) {
    double relative = 1 + hu / 1000;
    if (hu > BONE_HU) {
      relative += (BONE_STEEPNESS - 1) * (hu - BONE_HU) / 1000;
    }
    return relative > 0 ? WATER_PER_CM * relative : 0;
  }

  /// Integrals of the attenuation along y (front to back), no unit: element `z * nx + x` belongs to
  /// the ray through (x, z). By Beer-Lambert the ray arrives with exp(-integral) of its intensity.
  ///
  /// @param hu voxels, x fastest, then y
  /// @param yMm distance between voxels along y
  public static float[] alongY(float[] hu, int nx, int ny, int nz, double yMm) {
    if ((long) nx * ny * nz != hu.length) {
      throw new IllegalArgumentException(
          hu.length + " voxels do not fill " + nx + "x" + ny + "x" + nz);
    }
    float[] integrals = new float[nx * nz];
    double stepCm = yMm / 10;
    int i = 0;
    for (int z = 0; z < nz; z++) {
      for (int y = 0; y < ny; y++) {
        for (int x = 0; x < nx; x++, i++) {
          integrals[z * nx + x] += (float) (stepCm * perCm(hu[i]));
        }
      }
    }
    return integrals;
  }
}

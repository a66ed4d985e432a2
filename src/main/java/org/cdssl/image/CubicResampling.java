package org.cdssl.image;

/// Changes the grid of a volume by cubic convolution along each axis (Keys 1981, a = -1/2, also
/// called Catmull-Rom): exact for quadratic functions, edges repeated, half-pixel centres, the
/// field of view kept. May overshoot the range of the values by a tenth or so.
public final class CubicResampling {
  private CubicResampling() {}

  /// As [Resampling#resize].
  ///
  /// @throws IllegalArgumentException if the result would be too large
  public static Volume resize(Volume volume, int nx, int ny, int nz) {
    if ((double) nx * ny * nz > Resampling.MAX_VOXELS) {
      throw new IllegalArgumentException(
          "a grid of " + nx + "x" + ny + "x" + nz + " voxels is too large; check the spacing");
    }
    if (nx == volume.nx() && ny == volume.ny() && nz == volume.nz()) {
      return volume;
    }
    float[] x = along(volume.voxels(), volume.ny() * volume.nz(), volume.nx(), 1, nx);
    float[] y = along(x, volume.nz(), volume.ny(), nx, ny);
    float[] z = along(y, 1, volume.nz(), nx * ny, nz);
    return new Volume(nx, ny, nz, z, Resampling.resized(volume, nx, ny, nz));
  }

  /// Resizes the middle axis of `[outer, from, inner]`.
  private static float[] along(float[] in, int outer, int from, int inner, int to) {
    if (from == to) {
      return in;
    }
    float[] out = new float[outer * to * inner];
    double ratio = (double) from / to;
    for (int i = 0; i < to; i++) {
      double position = (i + 0.5) * ratio - 0.5;
      int base = (int) Math.floor(position);
      float[] weight = weights(position - base);
      int[] tap = new int[4];
      for (int k = 0; k < 4; k++) {
        tap[k] = Math.clamp(base - 1 + k, 0, from - 1) * inner;
      }
      for (int o = 0; o < outer; o++) {
        int start = o * from * inner;
        int target = (o * to + i) * inner;
        for (int j = 0; j < inner; j++) {
          out[target + j] =
              weight[0] * in[start + tap[0] + j]
                  + weight[1] * in[start + tap[1] + j]
                  + weight[2] * in[start + tap[2] + j]
                  + weight[3] * in[start + tap[3] + j];
        }
      }
    }
    return out;
  }

  /// Of the voxels at -1, 0, 1, 2 for a position t in [0, 1) behind voxel 0.
  static float[] weights(double t) {
    return new float[] {
      (float) (((-0.5 * t + 1) * t - 0.5) * t),
      (float) ((1.5 * t - 2.5) * t * t + 1),
      (float) (((-1.5 * t + 2) * t + 0.5) * t),
      (float) ((0.5 * t - 0.5) * t * t)
    };
  }
}

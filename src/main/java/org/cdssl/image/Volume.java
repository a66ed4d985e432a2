package org.cdssl.image;

/// A dense scalar volume, float32, x fastest: voxel (x, y, z) is `voxels[(z * ny + y) * nx + x]`.
///
/// Read as a C-ordered array that is `[D=nz, H=ny, W=nx]`, the layout of the tensors. The array is
/// shared, not copied: whoever holds a `Volume` treats it as read-only.
public record Volume(int nx, int ny, int nz, float[] voxels, Geometry geometry) {
  public Volume {
    if (nx < 1 || ny < 1 || nz < 1) {
      throw new IllegalArgumentException(
          "sizes must be at least 1, got " + nx + "x" + ny + "x" + nz);
    }
    if ((long) nx * ny * nz != voxels.length) {
      throw new IllegalArgumentException(
          "a "
              + nx
              + "x"
              + ny
              + "x"
              + nz
              + " volume needs "
              + (long) nx * ny * nz
              + " voxels, got "
              + voxels.length);
    }
  }

  public float at(int x, int y, int z) {
    return voxels[(z * ny + y) * nx + x];
  }
}

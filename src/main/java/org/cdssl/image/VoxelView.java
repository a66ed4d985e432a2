package org.cdssl.image;

/// A volume with its axes in another order or direction, without a voxel moved: voxel (x, y, z) is
/// `voxels[start + x * stepX + y * stepY + z * stepZ]`.
///
/// @param voxels of the volume, shared and read-only
/// @param geometry of the view
record VoxelView(
    float[] voxels,
    int start,
    int stepX,
    int stepY,
    int stepZ,
    int nx,
    int ny,
    int nz,
    Geometry geometry) {

  /// The volume as it is.
  static VoxelView of(Volume volume) {
    return new VoxelView(
        volume.voxels(),
        0,
        1,
        volume.nx(),
        volume.nx() * volume.ny(),
        volume.nx(),
        volume.ny(),
        volume.nz(),
        volume.geometry());
  }

  /// Whether rows lie together in memory, forwards or backwards.
  boolean hasWholeRows() {
    return Math.abs(stepX) == 1;
  }

  int row(int y, int z) {
    return start + z * stepZ + y * stepY;
  }

  /// Row (y, z) in the order it lies in memory. For views with whole rows.
  void read(int y, int z, float[] out) {
    System.arraycopy(voxels, row(y, z) - (stepX < 0 ? nx - 1 : 0), out, 0, nx);
  }

  /// A volume of its own.
  Volume toVolume() {
    float[] copy = new float[voxels.length];
    int at = 0;
    for (int z = 0; z < nz; z++) {
      for (int y = 0; y < ny; y++) {
        int from = row(y, z);
        for (int x = 0; x < nx; x++, from += stepX) {
          copy[at++] = voxels[from];
        }
      }
    }
    return new Volume(nx, ny, nz, copy, geometry);
  }
}

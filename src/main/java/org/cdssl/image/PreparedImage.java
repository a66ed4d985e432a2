package org.cdssl.image;

/// An image as the views need it: intensities in [0,1], spacing and orientation settled.
///
/// Intensities are unsigned 16-bit: intensity = `value / 65535f`. A flat image has `nz` = 1 and
/// `flat` = true. Shared and read-only.
///
/// @param id pseudonymous name for logs; never a patient field
/// @param flat whether this is a 2D image (X-ray) that goes through pseudo-3D
/// @param grid where the intensities are: in memory or in a cache on disk
public record PreparedImage(String id, boolean flat, int nx, int ny, int nz, IntensityGrid grid) {
  /// Largest stored value.
  public static final float FULL_SCALE = 65535f;

  public PreparedImage {
    if (flat && nz != 1) {
      throw new IllegalArgumentException("a flat image has nz = 1, got " + nz);
    }
  }

  /// An image in memory.
  ///
  /// @param values unsigned 16-bit, x fastest
  public PreparedImage(String id, boolean flat, int nx, int ny, int nz, short[] values) {
    this(id, flat, nx, ny, nz, new ArrayGrid(nx, ny, nz, values));
  }

  /// All values, x fastest. The image's own array where it is in memory, else a copy of the whole.
  public short[] values() {
    return grid.array()
        .orElseGet(() -> {
          short[] all = new short[Math.multiplyExact(Math.multiplyExact(nx, ny), nz)];
          grid.read(0, 0, 0, nx, ny, nz, all);
          return all;
        });
  }

  /// Value of one voxel, 0 to 65535.
  public int at(int x, int y, int z) {
    return grid.at(x, y, z);
  }

  /// Intensity in [0,1] of the voxel with this position in [#values].
  public float intensity(int index) {
    return grid.at(index % nx, index / nx % ny, index / nx / ny) / FULL_SCALE;
  }
}

package org.cdssl.image;

/// An image as the views need it: intensities in [0,1], spacing and orientation settled.
///
/// Stored as unsigned 16-bit: intensity = `(values[i] & 0xffff) / 65535f`. A flat image has `nz` =
/// 1 and `flat` = true. Shared and read-only.
///
/// @param id pseudonymous name for logs; never a patient field
/// @param flat whether this is a 2D image (X-ray) that goes through pseudo-3D
public record PreparedImage(String id, boolean flat, int nx, int ny, int nz, short[] values) {
  /// Largest stored value.
  public static final float FULL_SCALE = 65535f;

  public PreparedImage {
    if ((long) nx * ny * nz != values.length) {
      throw new IllegalArgumentException(
          "a "
              + nx
              + "x"
              + ny
              + "x"
              + nz
              + " image needs "
              + (long) nx * ny * nz
              + " values, got "
              + values.length);
    }
    if (flat && nz != 1) {
      throw new IllegalArgumentException("a flat image has nz = 1, got " + nz);
    }
  }

  /// Intensity in [0,1] of the voxel with this position in `values`.
  public float intensity(int index) {
    return (values[index] & 0xffff) / FULL_SCALE;
  }
}

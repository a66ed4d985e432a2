package org.cdssl.collection.check;

import org.cdssl.image.IntensityWindow;

/// What one pass over the voxels of one image tells.
///
/// @param min over the finite voxels; NaN where there is none, as is `max`
/// @param clipped voxels outside the window of CT
/// @param labels the values as ranges, "0-2,5", where all are whole, at least 0 and not many; empty
///   else
/// @param sha256 of the voxels as little-endian float32, as `inspect` prints it
record ImageFacts(
    long voxels,
    long nan,
    long infinite,
    float min,
    float max,
    long clipped,
    String labels,
    String sha256) {

  boolean isConstant() {
    return voxels > 0 && nan == 0 && infinite == 0 && min == max;
  }

  /// Whether all voxels become one value in a window.
  boolean isConstantIn(IntensityWindow window) {
    short[] ends = window.quantise(new float[] {min, max});
    return ends[0] == ends[1];
  }
}

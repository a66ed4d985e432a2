package org.cdssl.view;

import org.cdssl.config.PseudoVolumeConfig;

/// Where along one axis of the image the voxels of a view lie: voxel i at `first + i · step`, with
/// pixel p covering [p − ½, p + ½).
///
/// @param count voxels of the view along the axis
record VoxelAxis(double first, double step, int count) {
  /// A box of `extent` voxels from `start` on, resized to `count` (see
  /// [org.cdssl.image.LinearAxis]).
  static VoxelAxis resized(int start, int extent, int count) {
    double step = (double) extent / count;
    return new VoxelAxis(start + step / 2 - 0.5, step, count);
  }

  /// An in-plane axis of a pseudo-3D view: the box is resized to the image size, window positions
  /// are `stride` apart, and those are resized to `count`. A voxel is where the middle of its
  /// window is.
  static VoxelAxis unfolded(int start, int extent, PseudoVolumeConfig pseudo3d, int count) {
    int positions = (pseudo3d.imageSize() - pseudo3d.window()) / pseudo3d.stride() + 1;
    double perPixel = (double) extent / pseudo3d.imageSize();
    double perVoxel = (double) positions / count * pseudo3d.stride();
    double pixel =
        perVoxel / 2 - 0.5 * pseudo3d.stride() + (pseudo3d.window() - 1) / 2.0; // of voxel 0
    return new VoxelAxis(start + (pixel + 0.5) * perPixel - 0.5, perVoxel * perPixel, count);
  }

  /// Nearest pixel of voxel `i`.
  int pixel(int i) {
    return (int) Math.floor(first + i * step + 0.5);
  }

  /// By how many voxels this axis is behind another of the same step: voxel i of this one is where
  /// voxel i − shift of `later` is.
  int shift(VoxelAxis later) {
    return (int) Math.rint((later.first - first) / step);
  }
}

package org.cdssl.view;

/// Voxels of two views that show the same place, of all samples of a batch. Pair p is voxel
/// `first[p]` of the first and voxel `second[p]` of the second global view of sample `sample[p]`.
///
/// @param first index into `[D, H, W]`
/// @param second the same
public record VoxelPairs(int[] sample, int[] first, int[] second) {
  /// Number of pairs.
  public int count() {
    return sample.length;
  }
}

package org.cdssl.image;

import java.util.Optional;

/// The intensities of a [PreparedImage], unsigned 16-bit. Read-only; may be used by several
/// threads.
///
/// Boxes are of whole voxels and lie inside the grid.
public interface IntensityGrid {
  /// Value of one voxel, 0 to 65535.
  int at(int x, int y, int z);

  /// Copies a box of `nx` x `ny` x `nz` voxels whose first is (x, y, z) to the start of `out`, x
  /// fastest.
  void read(int x, int y, int z, int nx, int ny, int nz, short[] out);

  /// Smallest value of the grid, 0 to 65535.
  int minimum();

  /// All values, where they are in memory anyway. Not to be written to.
  Optional<short[]> array();

  /// What it holds of the Java heap.
  long heapBytes();
}

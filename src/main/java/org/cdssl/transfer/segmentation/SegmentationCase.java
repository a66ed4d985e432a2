package org.cdssl.transfer.segmentation;

import org.cdssl.config.Size3;
import org.cdssl.image.PreparedImage;

/// One image as the network sees it, with its labels where it has them.
///
/// The network is shown `(intensity - shift) * scale` with intensities in [0, 1]; outside of the
/// image it is shown the intensity 0.
///
/// @param image on the network's grid; `image.id()` names it
/// @param labels on the same grid, a class a voxel, 0 background; empty for an image to predict
/// @param foreground of each class from 1 on, positions of some of its voxels, spread over all of
///   them
/// @param shift intensity that becomes 0
/// @param scale factor after the shift
/// @param grid how the grid belongs to that of the file
record SegmentationCase(
    PreparedImage image,
    byte[] labels,
    int[][] foreground,
    float shift,
    float scale,
    GridMap grid) {
  /// So many positions of a class are kept.
  private static final int POSITIONS = 4096;

  Size3 size() {
    return new Size3(image.nz(), image.ny(), image.nx());
  }

  /// Memory of this case, bytes.
  long bytes() {
    long positions = 0;
    for (int[] of : foreground) {
      positions += of.length;
    }
    return 2L * image.values().length + labels.length + 4 * positions;
  }

  /// What the network is shown of an intensity.
  float shown(float intensity) {
    return (intensity - shift) * scale;
  }

  /// Positions of each class from 1 to `classes`, at most [#POSITIONS] of each.
  static int[][] positions(byte[] labels, int classes) {
    int[] counts = new int[256];
    for (byte label : labels) {
      counts[label & 0xff]++;
    }
    int[][] positions = new int[classes][];
    long[] step = new long[256];
    int[] seen = new int[256];
    int[] kept = new int[256];
    for (int c = 1; c <= classes; c++) {
      positions[c - 1] = new int[Math.min(counts[c], POSITIONS)];
      step[c] = counts[c];
    }
    for (int i = 0; i < labels.length; i++) {
      int c = labels[i] & 0xff;
      if (c == 0) {
        continue;
      }
      int[] of = positions[c - 1];
      // the k-th of n kept ones is the first at or behind k/n of the way
      if (kept[c] < of.length && (long) seen[c] * of.length >= kept[c] * step[c]) {
        of[kept[c]++] = i;
      }
      seen[c]++;
    }
    return positions;
  }
}

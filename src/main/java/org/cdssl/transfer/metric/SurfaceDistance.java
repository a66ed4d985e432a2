package org.cdssl.transfer.metric;

import java.util.Arrays;

/// How far the surfaces of two masks lie apart, mm.
///
/// The surface of a mask is its voxels that have one of the six neighbours outside of it; beyond
/// the volume is outside. Distances go from centre to centre of surface voxels, exact and in mm.
///
/// - HD95: the larger of the two directed 95th percentiles (interpolated as numpy does).
/// - NSD: share of all surface voxels of both masks that lie within the tolerance of the other's
///   surface (Nikolov et al. 2021, on voxels).
///
/// Both masks empty: both NaN, which means leave out. One empty: no distance exists, so HD95 is NaN
/// and [#missed] is true; NSD is 0.
///
/// @param hd95Mm NaN where a mask is empty
/// @param nsd [0, 1]; NaN where both masks are empty
/// @param missed whether exactly one mask is empty
public record SurfaceDistance(double hd95Mm, double nsd, boolean missed) {
  private static final double PERCENT = 0.95;

  /// @param a mask `[D, H, W]`
  /// @param b the other
  /// @param size depth, height, width
  /// @param spacingMm along depth, height, width
  /// @param toleranceMm of NSD
  public static SurfaceDistance of(
      boolean[] a, boolean[] b, int[] size, double[] spacingMm, double toleranceMm) {
    if (a.length != b.length || (long) size[0] * size[1] * size[2] != a.length) {
      throw new IllegalArgumentException(
          "masks of " + a.length + " and " + b.length + " voxels, size " + Arrays.toString(size));
    }
    int[] box = box(a, b, size);
    if (box == null) {
      return new SurfaceDistance(Double.NaN, Double.NaN, false);
    }
    int[] extent = {box[3] - box[0], box[4] - box[1], box[5] - box[2]};
    boolean[] surfaceA = surface(a, size, box, extent);
    boolean[] surfaceB = surface(b, size, box, extent);
    double[] fromA = distances(surfaceA, surfaceB, extent, spacingMm);
    double[] fromB = distances(surfaceB, surfaceA, extent, spacingMm);
    if (fromA.length == 0 || fromB.length == 0) {
      return new SurfaceDistance(Double.NaN, 0, true);
    }
    long near = within(fromA, toleranceMm) + within(fromB, toleranceMm);
    return new SurfaceDistance(
        Math.max(percentile(fromA), percentile(fromB)),
        (double) near / (fromA.length + fromB.length),
        false);
  }

  /// First and end of the smallest box around both masks; null where both are empty.
  private static int[] box(boolean[] a, boolean[] b, int[] size) {
    int[] box = {size[0], size[1], size[2], 0, 0, 0};
    for (int z = 0, i = 0; z < size[0]; z++) {
      for (int y = 0; y < size[1]; y++) {
        for (int x = 0; x < size[2]; x++, i++) {
          if (a[i] || b[i]) {
            int[] at = {z, y, x};
            for (int axis = 0; axis < 3; axis++) {
              box[axis] = Math.min(box[axis], at[axis]);
              box[axis + 3] = Math.max(box[axis + 3], at[axis] + 1);
            }
          }
        }
      }
    }
    return box[3] == 0 ? null : box;
  }

  private static boolean[] surface(boolean[] mask, int[] size, int[] box, int[] extent) {
    boolean[] surface = new boolean[extent[0] * extent[1] * extent[2]];
    int row = size[2];
    int plane = size[1] * size[2];
    int to = 0;
    for (int z = box[0]; z < box[3]; z++) {
      for (int y = box[1]; y < box[4]; y++) {
        for (int x = box[2]; x < box[5]; x++, to++) {
          int i = z * plane + y * row + x;
          boolean inside =
              z > 0
                  && z < size[0] - 1
                  && y > 0
                  && y < size[1] - 1
                  && x > 0
                  && x < size[2] - 1
                  && mask[i - 1]
                  && mask[i + 1]
                  && mask[i - row]
                  && mask[i + row]
                  && mask[i - plane]
                  && mask[i + plane];
          surface[to] = mask[i] && !inside;
        }
      }
    }
    return surface;
  }

  /// Of each surface voxel to the nearest of the other surface, ascending; infinite where that has
  /// none, empty where this one has none.
  private static double[] distances(
      boolean[] surface, boolean[] other, int[] extent, double[] spacingMm) {
    double[] squared = DistanceTransform.squared(other, extent, spacingMm);
    double[] distances = new double[squared.length];
    int n = 0;
    for (int i = 0; i < squared.length; i++) {
      if (surface[i]) {
        distances[n++] = Math.sqrt(squared[i]);
      }
    }
    double[] sorted = Arrays.copyOf(distances, n);
    Arrays.sort(sorted);
    return sorted;
  }

  private static long within(double[] distances, double tolerance) {
    return Arrays.stream(distances).filter(d -> d <= tolerance).count();
  }

  private static double percentile(double[] sorted) {
    double rank = PERCENT * (sorted.length - 1);
    int below = (int) rank;
    double low = sorted[below];
    return below + 1 < sorted.length ? low + (rank - below) * (sorted[below + 1] - low) : low;
  }
}

package org.cdssl.transfer.segmentation;

import java.util.List;
import org.cdssl.image.Geometry;
import org.cdssl.image.Orientation;
import org.cdssl.image.Volume;

/// How the grid of a file and the grid that the network sees belong together: axes permuted and
/// flipped to RAS+, then the same field of view on other voxels. Labels go either way by the
/// nearest voxel, in one pass and without a volume in between.
///
/// @param size of the file's grid, x, y, z as stored
/// @param geometry of the file's grid
/// @param orientation of the file's axes
/// @param rasSize of the file's grid in RAS+ order
/// @param spacingMm of the network's grid, x, y, z in RAS+ order
/// @param netSize of the network's grid, x, y, z in RAS+ order
public record GridMap(
    int[] size,
    Geometry geometry,
    Orientation orientation,
    int[] rasSize,
    double[] spacingMm,
    int[] netSize) {
  /// Most voxels of a grid; more is taken for a wrong spacing.
  private static final long MOST = 1L << 30;

  /// @param spacingMm that is wanted along depth, height, width in RAS+ order; empty: the file's
  ///   own. The field of view is kept, so what comes out differs by up to half a voxel over the
  ///   extent
  /// @throws IllegalArgumentException where the affine is degenerate or the grid would be too large
  public static GridMap of(int nx, int ny, int nz, Geometry geometry, List<Double> spacingMm) {
    Orientation orientation = Orientation.of(geometry);
    if (!orientation.isComplete()) {
      throw new IllegalArgumentException(
          "the affine gives axis directions " + orientation.codes() + ", which cannot be RAS+");
    }
    int[] size = {nx, ny, nz};
    double[] stored = geometry.spacingMm();
    int[] ras = new int[3];
    int[] net = new int[3];
    double[] spacing = new double[3];
    for (int i = 0; i < 3; i++) {
      int to = orientation.worldAxis()[i];
      ras[to] = size[i];
      double extent = size[i] * stored[i];
      net[to] =
          spacingMm.isEmpty()
              ? size[i]
              : (int) Math.clamp(Math.rint(extent / spacingMm.get(2 - to)), 1, Integer.MAX_VALUE);
      spacing[to] = extent / net[to];
    }
    if ((double) net[0] * net[1] * net[2] > MOST) {
      throw new IllegalArgumentException(
          "a grid of "
              + net[0]
              + "x"
              + net[1]
              + "x"
              + net[2]
              + " voxels is too large; check the"
              + " spacing");
    }
    return new GridMap(size, geometry, orientation, ras, spacing, net);
  }

  /// Of an image.
  public static GridMap of(Volume volume, List<Double> spacingMm) {
    return of(volume.nx(), volume.ny(), volume.nz(), volume.geometry(), spacingMm);
  }

  /// Labels of the file's grid on the network's grid.
  public byte[] toNetwork(byte[] stored) {
    int[] stride = {1, size[0], size[0] * size[1]};
    int[][] offsets = new int[3][];
    for (int i = 0; i < 3; i++) {
      int to = orientation.worldAxis()[i];
      offsets[to] = new int[netSize[to]];
      for (int q = 0; q < netSize[to]; q++) {
        int ras = nearest(q, netSize[to], size[i]);
        int p = orientation.reversed()[i] ? size[i] - 1 - ras : ras;
        offsets[to][q] = p * stride[i];
      }
    }
    return gathered(stored, offsets);
  }

  /// Labels of the network's grid on the file's grid, in the order the file stores its voxels.
  public byte[] toStored(byte[] network) {
    int[] stride = {1, netSize[0], netSize[0] * netSize[1]};
    int[][] offsets = new int[3][];
    for (int i = 0; i < 3; i++) {
      int from = orientation.worldAxis()[i];
      offsets[i] = new int[size[i]];
      for (int p = 0; p < size[i]; p++) {
        int ras = orientation.reversed()[i] ? size[i] - 1 - p : p;
        offsets[i][p] = nearest(ras, size[i], netSize[from]) * stride[from];
      }
    }
    return gathered(network, offsets);
  }

  /// The voxel of `to` that holds the centre of voxel `index` of `from`.
  private static int nearest(int index, int from, int to) {
    return Math.min((int) ((index + 0.5) * to / from), to - 1);
  }

  private static byte[] gathered(byte[] from, int[][] offsets) {
    byte[] out = new byte[offsets[0].length * offsets[1].length * offsets[2].length];
    int at = 0;
    for (int z : offsets[2]) {
      for (int y : offsets[1]) {
        for (int x : offsets[0]) {
          out[at++] = from[z + y + x];
        }
      }
    }
    return out;
  }

  /// Spacing of the file's grid along its stored slowest, middle and fastest axis, mm.
  public double[] storedSpacingMm() {
    double[] spacing = geometry.spacingMm();
    return new double[] {spacing[2], spacing[1], spacing[0]};
  }

  /// Spacing of the network's grid along depth, height, width, mm.
  public double[] networkSpacingMm() {
    return new double[] {spacingMm[2], spacingMm[1], spacingMm[0]};
  }
}

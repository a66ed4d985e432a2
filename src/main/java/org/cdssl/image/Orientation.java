package org.cdssl.image;

import java.util.Arrays;

/// Which way the index axes of a grid run in the patient, to the nearest axis.
///
/// `worldAxis[i]` is the world axis (0 right, 1 front, 2 head) that index axis `i` follows most
/// closely, -1 where the affine is degenerate; `reversed[i]` says that it runs against it. The
/// letters name where an axis goes *to*: "RAS" grows to the right, the front and the head, as in
/// nibabel's `aff2axcodes`.
public record Orientation(int[] worldAxis, boolean[] reversed) {
  private static final String TOWARDS = "RAS";
  private static final String AGAINST = "LPI";

  public Orientation {
    worldAxis = worldAxis.clone();
    reversed = reversed.clone();
  }

  /// The orientation of a grid. Each index axis takes the world axis it changes most along, in the
  /// order x, y, z; an axis that is taken is not given again.
  public static Orientation of(Geometry geometry) {
    double[][] rotation = PolarFactor.of(geometry);
    int[] worldAxis = new int[3];
    boolean[] reversed = new boolean[3];
    for (int c = 0; c < 3; c++) {
      int best = -1;
      for (int r = 0; r < 3; r++) {
        double size = Math.abs(rotation[r][c]);
        if (size > 1e-8 && (best < 0 || size > Math.abs(rotation[best][c]))) {
          best = r;
        }
      }
      worldAxis[c] = best;
      if (best >= 0) {
        reversed[c] = rotation[best][c] < 0;
        Arrays.fill(rotation[best], 0);
      }
    }
    return new Orientation(worldAxis, reversed);
  }

  @Override
  public int[] worldAxis() {
    return worldAxis.clone();
  }

  @Override
  public boolean[] reversed() {
    return reversed.clone();
  }

  /// Three letters such as "RAS" or "LPI"; `?` for an axis without a direction.
  public String codes() {
    StringBuilder codes = new StringBuilder(3);
    for (int i = 0; i < 3; i++) {
      codes.append(worldAxis[i] < 0 ? '?' : (reversed[i] ? AGAINST : TOWARDS).charAt(worldAxis[i]));
    }
    return codes.toString();
  }

  /// Whether every index axis has a direction of its own; a degenerate affine has not.
  public boolean isComplete() {
    return codes().indexOf('?') < 0;
  }

  /// The same voxels in the axis order and direction nearest to RAS+, by flips and a permutation
  /// only: no voxel is interpolated, and the affine is changed so that each stays where it was in
  /// the patient.
  ///
  /// @throws IllegalArgumentException where the affine is degenerate
  public static Volume toRas(Volume volume) {
    return of(volume.geometry()).codes().equals(TOWARDS) ? volume : ras(volume).toVolume();
  }

  /// The same as a view: no voxel is moved.
  ///
  /// @throws IllegalArgumentException where the affine is degenerate
  static VoxelView ras(Volume volume) {
    return ras(volume.voxels(), volume.nx(), volume.ny(), volume.nz(), volume.geometry());
  }

  /// The view of voxels of which not all need to be there.
  static VoxelView ras(float[] voxels, int nx, int ny, int nz, Geometry geometry) {
    Orientation orientation = of(geometry);
    if (!orientation.isComplete()) {
      throw new IllegalArgumentException(
          "the affine gives axis directions " + orientation.codes() + ", which cannot be RAS+");
    }
    int[] size = {nx, ny, nz};
    int[] stride = {1, nx, nx * ny};
    int[] newSize = new int[3];
    int[] step = new int[3];
    int start = 0;
    double[] affine = new double[16];
    affine[15] = 1;
    for (int r = 0; r < 3; r++) {
      affine[4 * r + 3] = geometry.at(r, 3);
    }
    for (int i = 0; i < 3; i++) {
      int to = orientation.worldAxis[i];
      newSize[to] = size[i];
      boolean flip = orientation.reversed[i];
      step[to] = flip ? -stride[i] : stride[i];
      start += flip ? (size[i] - 1) * stride[i] : 0;
      for (int r = 0; r < 3; r++) {
        double column = geometry.at(r, i);
        affine[4 * r + to] = flip ? -column : column;
        affine[4 * r + 3] += flip ? column * (size[i] - 1) : 0;
      }
    }
    return new VoxelView(
        voxels,
        start,
        step[0],
        step[1],
        step[2],
        newSize[0],
        newSize[1],
        newSize[2],
        new Geometry(affine));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Orientation o
        && Arrays.equals(worldAxis, o.worldAxis)
        && Arrays.equals(reversed, o.reversed);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(worldAxis) + Arrays.hashCode(reversed);
  }

  @Override
  public String toString() {
    return codes();
  }
}

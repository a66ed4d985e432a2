package org.cdssl.image;

import java.util.Optional;

/// Prepares a volume from its voxels as they come out of the file, holding two slices in place of
/// all: the same values, to the bit, as [Preparation#prepareInRas]. For volumes whose window is
/// known beforehand (CT) and whose third axis is the one nearest to feet-head, either way round.
public final class StreamedPreparation {
  private final String id;
  private final Preparation preparation;
  private final IntensityWindow window;
  private final VoxelView view;
  private final boolean downwards;
  private final Resampling.Slices slices;
  private final float[] slice;
  private final short[] values;
  private final Usable usable = new Usable();
  private int filled;
  private int done;

  private StreamedPreparation(
      String id, Preparation preparation, VoxelView view, float[] slice, int[] size) {
    this.id = id;
    this.preparation = preparation;
    this.window = preparation.rule().window(slice, 1);
    this.view = view;
    this.downwards = view.stepZ() < 0;
    this.slice = slice;
    int area = size[0] * size[1];
    this.values = new short[area * size[2]];
    this.slices =
        new Resampling.Slices(
            view,
            size[0],
            size[1],
            size[2],
            downwards,
            (z, result) -> window.quantise(result, area, values, z * area));
  }

  /// For an image of this header; empty where it has to be read as a whole.
  public static Optional<StreamedPreparation> of(
      String id, Preparation preparation, int nx, int ny, int nz, Geometry geometry) {
    if (preparation.isByVoxels()
        || nx == 1
        || ny == 1
        || nz == 1
        || !Orientation.of(geometry).isComplete()) {
      return Optional.empty();
    }
    float[] slice = new float[nx * ny];
    VoxelView whole = Orientation.ras(slice, nx, ny, nz, geometry);
    if (Math.abs(whole.stepX()) != 1 || Math.abs(whole.stepY()) != nx) {
      return Optional.empty();
    }
    int[] size;
    try {
      size = preparation.sizeOf(whole);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // said by whoever reads it as a whole
    }
    return Optional.of(
        new StreamedPreparation(id, preparation, whole.ofOneSlice(nx, ny), slice, size));
  }

  /// Takes the next `length` voxels, in the order of the file.
  public void accept(float[] chunk, int length) {
    for (int from = 0; from < length; ) {
      int count = Math.min(length - from, slice.length - filled);
      System.arraycopy(chunk, from, slice, filled, count);
      filled += count;
      from += count;
      if (filled == slice.length) {
        filled = 0;
        if (usable.take(slice)) {
          slices.take(downwards ? view.nz() - 1 - done : done);
        }
        done++;
      }
    }
  }

  /// The image, once all voxels were taken.
  ///
  /// @throws org.cdssl.CdsslException of kind DATA if the image cannot be used
  public PreparedImage finish() {
    if (done != view.nz()) {
      throw new IllegalStateException(done + " of " + view.nz() + " slices were taken");
    }
    usable.require(id);
    return preparation.finished(id, slices.nx(), slices.ny(), slices.nz(), window, values);
  }
}

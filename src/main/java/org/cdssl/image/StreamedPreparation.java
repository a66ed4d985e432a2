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
  private final StoredSlice slice;
  private final int area;
  private final int nz;
  private PreparedSlices to;
  private short[] values;
  private boolean varied;
  private int done;

  private StreamedPreparation(
      String id,
      Preparation preparation,
      IntensityWindow window,
      VoxelView view,
      StoredSlice slice,
      int[] size) {
    this.id = id;
    this.preparation = preparation;
    this.window = window;
    this.view = view;
    this.downwards = view.stepZ() < 0;
    this.slice = slice;
    this.area = size[0] * size[1];
    this.nz = size[2];
    this.slices =
        new Resampling.Slices(view, size[0], size[1], size[2], downwards, this::takeResult);
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
    float[] nothing = {};
    VoxelView view = Orientation.ras(nothing, nx, ny, nz, geometry);
    if (Math.abs(view.stepX()) != 1 || Math.abs(view.stepY()) != nx) {
      return Optional.empty();
    }
    int[] size;
    try {
      size = preparation.sizeOf(view);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // said by whoever reads it as a whole
    }
    return Optional.of(
        new StreamedPreparation(
            id,
            preparation,
            preparation.rule().window(nothing, 1),
            view,
            new StoredSlice(nx, ny, view.stepY() < 0),
            size));
  }

  /// Hands every slice on as soon as it is there, in place of keeping them for [#finish]; to be
  /// called before the first voxel. Not where they come from the head down or would be padded.
  ///
  /// @return whether it will
  public boolean handOn(PreparedSlices receiver) {
    if (downwards || preparation.pads(slices.nx(), slices.ny(), nz)) {
      return false;
    }
    to = receiver;
    to.begin(slices.nx(), slices.ny(), nz);
    return true;
  }

  private void takeResult(int z, float[] near, float[] far, float weight) {
    if (to == null) {
      if (values == null) {
        values = new short[area * nz];
      }
      window.quantise(near, far, weight, area, values, z * area);
      return;
    }
    if (values == null) {
      values = new short[area];
    }
    short first = values[0];
    window.quantise(near, far, weight, area, values, 0);
    varied |= z > 0 && values[0] != first;
    for (int i = 1; i < area && !varied; i++) {
      varied = values[i] != values[0];
    }
    to.add(values);
  }

  /// Takes the next `length` voxels, in the order of the file.
  public void accept(float[] chunk, int length) {
    for (int from = 0; from < length; ) {
      from += slice.take(chunk, from, length - from);
      passOn();
    }
  }

  /// The same of voxels that are 16-bit numbers without scaling: half the memory to move, and none
  /// of them is NaN.
  public void accept(short[] chunk, int length) {
    for (int from = 0; from < length; ) {
      from += slice.take(chunk, from, length - from);
      passOn();
    }
  }

  private void passOn() {
    if (slice.isFull()) {
      if (slice.isUsable()) {
        slices.take(downwards ? view.nz() - 1 - done : done, slice);
      }
      slice.clear();
      done++;
    }
  }

  /// The image, once all voxels were taken.
  ///
  /// @throws org.cdssl.CdsslException of kind DATA if the image cannot be used
  public PreparedImage finish() {
    requireWhole();
    return preparation.finished(id, slices.nx(), slices.ny(), nz, window, values);
  }

  /// In place of [#finish] where the slices were handed on: whether they are an image.
  ///
  /// @throws org.cdssl.CdsslException of kind DATA if the image cannot be used
  public void end() {
    requireWhole();
    if (!varied) {
      throw preparation.constant(id, window);
    }
  }

  private void requireWhole() {
    if (done != view.nz()) {
      throw new IllegalStateException(done + " of " + view.nz() + " slices were taken");
    }
    slice.requireUsable(id);
  }
}

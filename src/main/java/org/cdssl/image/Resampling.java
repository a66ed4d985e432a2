package org.cdssl.image;

import java.util.Arrays;

/// Changes the grid of an image: linear for volumes, area averages for shrinking X-rays.
///
/// All keep the field of view: the outer faces of the first and last voxel stay where they are, so
/// voxel centres move by half the difference of the spacings (half-pixel centres, torch's
/// `align_corners=False`). Nothing is smoothed before a volume is shrunk, as in the reference
/// preparation (METHOD B.1).
public final class Resampling {
  /// Most voxels of a result; more is taken for a wrong spacing.
  static final long MAX_VOXELS = 1L << 30;

  private Resampling() {}

  /// Takes the slices of a volume one after the other, from z = 0 on.
  @FunctionalInterface
  interface SliceSink {
    /// The slice is `near + weight (far - near)`, x fastest; left to the receiver, who does it on
    /// the way to what it makes of it. The arrays are only valid during the call.
    void accept(int z, float[] near, float[] far, float weight);
  }

  /// A volume on isotropic voxels of `spacingMm`.
  ///
  /// Each axis gets round(n · spacing / `spacingMm`) voxels, at least 1. The field of view is kept,
  /// so the spacing of the result is n · spacing / n', within half a voxel of the extent of what
  /// was asked; its geometry says exactly what.
  ///
  /// @throws IllegalArgumentException if a spacing is not above 0 or the result would be too large
  public static Volume toSpacing(Volume volume, double spacingMm) {
    int[] size = sizeAt(VoxelView.of(volume), spacingMm);
    return resize(volume, size[0], size[1], size[2]);
  }

  /// Voxels along x, y, z of a volume on isotropic voxels of `spacingMm`.
  static int[] sizeAt(VoxelView volume, double spacingMm) {
    if (!(spacingMm > 0)) {
      throw new IllegalArgumentException("the spacing must be above 0 mm, got " + spacingMm);
    }
    double[] spacing = volume.geometry().spacingMm();
    int[] size = {volume.nx(), volume.ny(), volume.nz()};
    for (int axis = 0; axis < 3; axis++) {
      if (!(spacing[axis] > 0)) {
        throw new IllegalArgumentException(
            "the image has a spacing of " + spacing[axis] + " mm along axis " + axis);
      }
      double voxels = Math.rint(size[axis] * spacing[axis] / spacingMm);
      size[axis] = (int) Math.clamp(voxels, 1, Integer.MAX_VALUE);
    }
    requireSize(size[0], size[1], size[2]);
    return size;
  }

  /// A volume with the given number of voxels over the same field of view, linear along each axis.
  ///
  /// Column c of the affine is scaled by n/n'; the origin moves by half the difference of the old
  /// and new voxel along every axis.
  ///
  /// @throws IllegalArgumentException if the result would be too large
  public static Volume resize(Volume volume, int nx, int ny, int nz) {
    requireSize(nx, ny, nz);
    if (nx == volume.nx() && ny == volume.ny() && nz == volume.nz()) {
      return volume;
    }
    float[] out = new float[nx * ny * nz];
    int area = nx * ny;
    resize(
        VoxelView.of(volume),
        nx,
        ny,
        nz,
        (z, near, far, weight) -> Lerp.rows(near, 0, far, 0, weight, out, z * area, area));
    return new Volume(nx, ny, nz, out, resized(volume, nx, ny, nz));
  }

  /// The same slice by slice, so that the whole result need not be held as floats.
  static void resize(VoxelView volume, int nx, int ny, int nz, SliceSink sink) {
    Slices slices = new Slices(volume, nx, ny, nz, false, sink);
    for (int z = 0; z < volume.nz(); z++) {
      int at = z;
      slices.take(z, (y, out) -> volume.read(y, at, out));
    }
  }

  /// The rows of a slice.
  @FunctionalInterface
  interface Rows {
    /// Row y as it lies in memory: from right to left where the volume's rows do.
    void read(int y, float[] out);
  }

  /// Resizes a volume of which slice after slice becomes available, from one end to the other.
  static final class Slices {
    private final boolean downwards;
    private final SliceSink sink;
    private final LinearAxis alongX;
    private final LinearAxis alongY;
    private final LinearAxis alongZ;
    private final float[][] slice;
    private final float[][] row;
    private final float[] between;
    private int next;

    /// @param volume gives the number of voxels, and which way rows run
    /// @param downwards whether the last slice comes first; those of the result do then, too
    Slices(VoxelView volume, int nx, int ny, int nz, boolean downwards, SliceSink sink) {
      this.downwards = downwards;
      this.sink = sink;
      LinearAxis rightwards = LinearAxis.resize(volume.nx(), nx);
      alongX = volume.stepX() < 0 ? rightwards.mirrored(volume.nx()) : rightwards;
      alongY = LinearAxis.resize(volume.ny(), ny);
      alongZ = LinearAxis.resize(volume.nz(), nz);
      slice = new float[2][nx * ny];
      row = new float[2][volume.nx()];
      between = new float[volume.nx()];
      next = downwards ? nz - 1 : 0;
    }

    int nx() {
      return alongX.size();
    }

    int ny() {
      return alongY.size();
    }

    int nz() {
      return alongZ.size();
    }

    /// Slice z of the volume is there now: hands on every slice of the result that waited for it.
    void take(int z, Rows rows) {
      if (!isWanted(z)) {
        return;
      }
      resize(rows, slice[z & 1]);
      for (; has(next) && (downwards ? lower(next) >= z : upper(next) <= z); next += step()) {
        emit(next);
      }
    }

    /// Along y first: that runs over whole rows, and where a slice shrinks there are fewer rows
    /// left to pick from along x, which is the dearer step.
    private void resize(Rows rows, float[] result) {
      int nx = alongX.size();
      int[] held = {-1, -1};
      for (int y = 0; y < alongY.size(); y++) {
        int near = alongY.lower()[y];
        int far = alongY.upper()[y];
        for (int source = near; source <= far; source++) {
          if (held[source & 1] != source) {
            held[source & 1] = source;
            rows.read(source, row[source & 1]);
          }
        }
        float weight = alongY.weight()[y];
        Lerp.rows(row[near & 1], 0, row[far & 1], 0, weight, between, 0, between.length);
        Lerp.gather(between, 0, 1, alongX, result, y * nx);
      }
    }

    private void emit(int z) {
      sink.accept(z, slice[lower(z) & 1], slice[upper(z) & 1], alongZ.weight()[z]);
    }

    /// Whether a slice of the result that is still to come needs it.
    private boolean isWanted(int z) {
      for (int i = next; has(i); i += step()) {
        if (lower(i) == z || upper(i) == z) {
          return true;
        }
        if (downwards ? upper(i) < z : lower(i) > z) {
          return false;
        }
      }
      return false;
    }

    private int step() {
      return downwards ? -1 : 1;
    }

    private boolean has(int z) {
      return z >= 0 && z < alongZ.size();
    }

    private int lower(int z) {
      return alongZ.lower()[z];
    }

    private int upper(int z) {
      return alongZ.upper()[z];
    }
  }

  private static void requireSize(int nx, int ny, int nz) {
    if (nx < 1 || ny < 1 || nz < 1) {
      throw new IllegalArgumentException(
          "sizes must be at least 1, got " + nx + "x" + ny + "x" + nz);
    }
    if ((double) nx * ny * nz > MAX_VOXELS) {
      throw new IllegalArgumentException(
          "a grid of " + nx + "x" + ny + "x" + nz + " voxels is too large; check the spacing");
    }
  }

  static Geometry resized(Volume volume, int nx, int ny, int nz) {
    double[] scale = {
      (double) volume.nx() / nx, (double) volume.ny() / ny, (double) volume.nz() / nz
    };
    double[] affine = volume.geometry().affine();
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        double step = affine[4 * r + c];
        affine[4 * r + 3] += step * 0.5 * (scale[c] - 1);
        affine[4 * r + c] = step * scale[c];
      }
    }
    return new Geometry(affine);
  }

  /// The image with its shorter side reduced to `shorterSide` pixels; an image that is not larger
  /// is given back as it is. The longer side keeps the aspect, rounded to a whole pixel.
  public static Image2d shrinkTo(Image2d image, int shorterSide) {
    if (shorterSide < 1) {
      throw new IllegalArgumentException("the side must be at least 1, got " + shorterSide);
    }
    int shorter = Math.min(image.width(), image.height());
    if (shorter <= shorterSide) {
      return image;
    }
    double scale = (double) shorterSide / shorter;
    return shrink(
        image, (int) Math.rint(image.width() * scale), (int) Math.rint(image.height() * scale));
  }

  /// Area average: each new pixel is the mean of the old ones it covers, partly covered ones
  /// weighted by the covered share. Neither side may grow.
  public static Image2d shrink(Image2d image, int width, int height) {
    if (width < 1 || height < 1 || width > image.width() || height > image.height()) {
      throw new IllegalArgumentException(
          "cannot shrink "
              + image.width()
              + "x"
              + image.height()
              + " to "
              + width
              + "x"
              + height
              + " pixels");
    }
    double rowsPerPixel = (double) image.height() / height;
    double columnsPerPixel = (double) image.width() / width;
    float[] out = new float[width * height];
    double[] sums = new double[image.width()];
    for (int y = 0; y < height; y++) {
      double top = y * rowsPerPixel;
      double bottom = Math.min(top + rowsPerPixel, image.height());
      Arrays.fill(sums, 0);
      for (int row = (int) top; row < bottom; row++) {
        double share = Math.min(bottom, row + 1) - Math.max(top, row);
        int from = row * image.width();
        for (int x = 0; x < sums.length; x++) {
          sums[x] += share * image.pixels()[from + x];
        }
      }
      for (int x = 0; x < width; x++) {
        double left = x * columnsPerPixel;
        double right = Math.min(left + columnsPerPixel, image.width());
        double sum = 0;
        for (int column = (int) left; column < right; column++) {
          sum += (Math.min(right, column + 1) - Math.max(left, column)) * sums[column];
        }
        out[y * width + x] = (float) (sum / (rowsPerPixel * columnsPerPixel));
      }
    }
    return new Image2d(width, height, out, image.fullScale());
  }
}

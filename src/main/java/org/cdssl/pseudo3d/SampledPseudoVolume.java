package org.cdssl.pseudo3d;

import java.util.Arrays;
import org.cdssl.config.PseudoVolumeConfig.Depth;
import org.cdssl.config.Size3;
import org.cdssl.image.Lerp;
import org.cdssl.image.LinearAxis;

/// The network input of a flat image: Eq. 3 followed by a trilinear resize, computed straight from
/// the image without the k²-fold volume in between (METHOD A.4, option O1).
///
/// Equals `interpolate(materialised, size, mode='trilinear', align_corners=False)` to float
/// rounding. Every slice of the volume is the same image shifted by whole pixels, so interpolation
/// along the image rows is done once for each of the k column shifts, instead of once for each of
/// the k² slices.
///
/// Tables and scratch belong to one geometry: make one instance per geometry **and thread** and use
/// it again; [#sample] allocates nothing.
public final class SampledPseudoVolume {
  private final int width;
  private final int height;
  private final Window window;
  private final Size3 out;
  private final boolean plain;
  private final LinearAxis alongDepth;
  private final LinearAxis alongHeight;
  private final LinearAxis alongWidth;

  /// Image rows that the output looks at, ascending.
  private final int[] rows;

  /// Position of an image row in `rows`.
  private final int[] rowPosition;

  /// `[k][rows][out.w]`: image rows interpolated along x, for each column shift.
  private final float[] narrowed;

  /// Planes `[out.h][out.w]` of two neighbouring slices; slice d lives in number d mod 2.
  private final float[][] plane;

  private final int[] planeSlice = new int[2];

  /// @param width of the image, pixels
  /// @param height of the image, pixels
  /// @param out size of the result, 64x64x32 in the paper
  /// @param depth `LINEAR` blends neighbouring slices, `NEAREST` takes slice ⌊d · k² / out.d⌋; in
  ///   the plane it is always linear
  /// @throws IllegalArgumentException if the window is larger than the image
  public SampledPseudoVolume(int width, int height, Window window, Size3 out, Depth depth) {
    Size3 full = window.sizeFor(width, height);
    this.width = width;
    this.height = height;
    this.window = window;
    this.out = out;
    this.plain = out.equals(full);
    this.alongDepth =
        depth == Depth.LINEAR
            ? LinearAxis.resize(full.d(), out.d())
            : LinearAxis.nearest(full.d(), out.d());
    this.alongHeight = LinearAxis.resize(full.h(), out.h());
    this.alongWidth = LinearAxis.resize(full.w(), out.w());
    this.rowPosition = new int[height];
    this.rows = usedRows();
    PseudoVolume.voxels(out);
    long scratch = plain ? 0 : (long) window.k() * rows.length * out.w();
    if (scratch > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("a result of " + out + " is too large for this image");
    }
    this.narrowed = new float[(int) scratch];
    this.plane = new float[2][plain ? 0 : out.h() * out.w()];
  }

  /// Size of what [#sample] writes.
  public Size3 size() {
    return out;
  }

  /// Writes the C-ordered `[D, H, W]` network input of one image to `result`, from `resultOffset`
  /// on.
  ///
  /// @param pixels the image, row-major, of the width and height given at construction
  public void sample(float[] pixels, float[] result, int resultOffset) {
    PseudoVolume.requireImage(pixels, width, height);
    PseudoVolume.requireRoom(result, resultOffset, out.voxels());
    if (plain) {
      PseudoVolume.materialise(pixels, width, height, window, result, resultOffset);
      return;
    }
    narrow(pixels);
    planeSlice[0] = -1;
    planeSlice[1] = -1;
    int area = out.h() * out.w();
    for (int d = 0; d < out.d(); d++) {
      float[] near = planeOf(alongDepth.lower()[d]);
      float weight = alongDepth.weight()[d];
      float[] far = weight == 0f ? near : planeOf(alongDepth.upper()[d]);
      Lerp.rows(near, 0, far, 0, weight, result, resultOffset + d * area, area);
    }
  }

  /// Interpolates every used image row along x, for every column shift.
  private void narrow(float[] pixels) {
    int to = 0;
    for (int j = 0; j < window.k(); j++) {
      for (int row : rows) {
        Lerp.gather(pixels, row * width + j, window.stride(), alongWidth, narrowed, to);
        to += out.w();
      }
    }
  }

  /// The plane of slice `d` at the output's height and width.
  private float[] planeOf(int d) {
    float[] result = plane[d & 1];
    if (planeSlice[d & 1] == d) {
      return result;
    }
    planeSlice[d & 1] = d;
    int w = out.w();
    int base = window.columnOffset(d) * rows.length;
    int i = window.rowOffset(d);
    for (int u = 0; u < out.h(); u++) {
      int near = base + rowPosition[alongHeight.lower()[u] * window.stride() + i];
      int far = base + rowPosition[alongHeight.upper()[u] * window.stride() + i];
      float weight = alongHeight.weight()[u];
      Lerp.rows(narrowed, near * w, narrowed, far * w, weight, result, u * w, w);
    }
    return result;
  }

  private int[] usedRows() {
    boolean[] used = new boolean[height];
    for (int u = 0; u < out.h(); u++) {
      for (int i = 0; i < window.k(); i++) {
        used[alongHeight.lower()[u] * window.stride() + i] = true;
        used[alongHeight.upper()[u] * window.stride() + i] = true;
      }
    }
    int[] found = new int[height];
    int count = 0;
    for (int y = 0; y < height; y++) {
      if (used[y]) {
        rowPosition[y] = count;
        found[count++] = y;
      }
    }
    return Arrays.copyOf(found, count);
  }
}

package org.cdssl.image.format.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.cdssl.image.Geometry;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.VoxelSink;
import org.cdssl.image.format.dicom.DicomHeader.Plane;

/// How slices become a volume: their order along the slice normal, whatever their names and numbers
/// say, and the grid they lie on.
///
/// Slices within 5 % of an even grid are taken as they are. Where some are missing or spacing is
/// mildly uneven, they are interpolated linearly onto a grid of the median spacing. Anything worse
/// is refused. The z axis of the affine leads from the first to the last slice, so that under
/// gantry tilt it is not perpendicular to them: every voxel stays where it was measured.
///
/// @param lower for each slice of the volume, the index of the slice at or below it
/// @param upper and of the one above it
/// @param weight of the upper one
/// @param geometry in RAS+ mm
/// @param tiltDegrees between the z axis and the slice normal
/// @param resampled whether any slice is interpolated
record SliceStack(
    int[] lower,
    int[] upper,
    double[] weight,
    Geometry geometry,
    double tiltDegrees,
    boolean resampled) {
  private static final double EVEN = 0.05;

  /// A scanner's gantry tilts by up to 30 degrees; positions that drift by more are no stack.
  private static final double MOST_TILT = 45;

  /// Tilts below this are rounding of the positions.
  private static final double LEAST_TILT = 0.5;

  /// Largest gap that is bridged, in units of the median gap: two slices missing in a row.
  private static final double MOST_GAP = 3.2;

  private static final double LEAST_GAP = 0.25;
  private static final double MOST_MISSING = 0.1;

  /// Reads slices by their index.
  @FunctionalInterface
  interface Slices {
    void read(int index, float[] into) throws IOException;
  }

  int nz() {
    return lower.length;
  }

  boolean isTilted() {
    return tiltDegrees >= LEAST_TILT;
  }

  /// @param spacingMm between rows, between columns
  /// @param thicknessMm used for a single slice; 0: unknown, taken as 1
  /// @throws FormatException where the slices make no volume; the message says why
  static SliceStack of(Path file, List<Plane> planes, double[] spacingMm, double thicknessMm)
      throws FormatException {
    int n = planes.size();
    Plane first = planes.getFirst();
    double[] normal = first.normal();
    requireParallel(file, planes);
    double[] height = new double[n];
    for (int i = 0; i < n; i++) {
      double[] p = planes.get(i).position();
      height[i] = p[0] * normal[0] + p[1] * normal[1] + p[2] * normal[2];
    }
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> height[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] bottom = planes.get(order[0]).position();
    if (n == 1) {
      double step = thicknessMm > 0 ? thicknessMm : 1;
      double[] z = {normal[0] * step, normal[1] * step, normal[2] * step};
      return new SliceStack(
          order, order, new double[1], geometry(first, bottom, spacingMm, z), 0, false);
    }
    double[] sorted = Arrays.stream(order).mapToDouble(i -> height[i]).toArray();
    double extent = sorted[n - 1] - sorted[0];
    double spacing = medianGap(file, sorted);
    double[] axis = axis(bottom, planes.get(order[n - 1]).position(), extent);
    double tilt = tilt(file, planes, order, sorted, axis, normal, spacingMm);
    boolean even = isEven(sorted, extent);
    int nz = even ? n : (int) Math.rint(extent / spacing) + 1;
    double step = extent / (nz - 1);
    int[] lower = order;
    int[] upper = order;
    double[] weight = new double[n];
    if (!even) {
      requireMild(file, sorted, spacing, nz);
      lower = new int[nz];
      upper = new int[nz];
      weight = new double[nz];
      for (int z = 0, below = 0; z < nz; z++) {
        double at = sorted[0] + z * step;
        while (below < n - 2 && sorted[below + 1] <= at) {
          below++;
        }
        double w = (at - sorted[below]) / (sorted[below + 1] - sorted[below]);
        // a slice that is nearly there is that slice
        weight[z] = w < 0.01 ? 0 : w > 0.99 ? 1 : w;
        lower[z] = order[below];
        upper[z] = order[below + 1];
      }
    }
    double[] z = {axis[0] * step, axis[1] * step, axis[2] * step};
    return new SliceStack(lower, upper, weight, geometry(first, bottom, spacingMm, z), tilt, !even);
  }

  /// Reads the slices from the bottom up, each one once, and hands on those of the volume.
  void stream(int pixels, Slices slices, VoxelSink sink) throws IOException {
    float[] low = new float[pixels];
    float[] high = new float[pixels];
    float[] mixed = resampled ? new float[pixels] : null;
    int inLow = -1;
    int inHigh = -1;
    for (int z = 0; z < nz(); z++) {
      double w = weight[z];
      if (w < 1 && inLow != lower[z]) {
        if (inHigh == lower[z]) {
          float[] swap = low;
          low = high;
          high = swap;
          inHigh = inLow;
        } else {
          slices.read(lower[z], low);
        }
        inLow = lower[z];
      }
      if (w > 0 && inHigh != upper[z]) {
        slices.read(upper[z], high);
        inHigh = upper[z];
      }
      if (w == 0 || w == 1) {
        sink.accept(w == 0 ? low : high, pixels);
      } else {
        for (int i = 0; i < pixels; i++) {
          mixed[i] = (float) (low[i] + w * (high[i] - low[i]));
        }
        sink.accept(mixed, pixels);
      }
    }
  }

  private static void requireParallel(Path file, List<Plane> planes) throws FormatException {
    double[] first = planes.getFirst().along();
    long others =
        planes.stream()
            .filter(p -> {
              double x = 0;
              double y = 0;
              for (int i = 0; i < 3; i++) {
                x += p.along()[i] * first[i];
                y += p.along()[i + 3] * first[i + 3];
              }
              return x < 0.9999 || y < 0.9999;
            })
            .count();
    if (others > 0) {
      throw new FormatException(
          file,
          "mixes slice orientations (%d of %d slices differ from the first); put each orientation"
                  .formatted(others, planes.size())
              + " into a folder of its own");
    }
  }

  private static double medianGap(Path file, double[] sorted) throws FormatException {
    double[] gaps = new double[sorted.length - 1];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = sorted[i + 1] - sorted[i];
    }
    long shared = Arrays.stream(gaps).filter(g -> g < 1e-3).count();
    if (shared > 0) {
      throw new FormatException(
          file,
          "has %d of %d slices at the position of another one (several echoes, phases or repeated"
                  .formatted(shared, sorted.length)
              + " acquisitions in one series); put each acquisition into a folder of its own");
    }
    Arrays.sort(gaps);
    return gaps[gaps.length / 2];
  }

  private static boolean isEven(double[] sorted, double extent) {
    double step = extent / (sorted.length - 1);
    for (int i = 0; i < sorted.length; i++) {
      if (Math.abs(sorted[i] - sorted[0] - i * step) > EVEN * step) {
        return false;
      }
    }
    return true;
  }

  private static void requireMild(Path file, double[] sorted, double spacing, int nz)
      throws FormatException {
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (int i = 1; i < sorted.length; i++) {
      least = Math.min(least, sorted[i] - sorted[i - 1]);
      most = Math.max(most, sorted[i] - sorted[i - 1]);
    }
    int missing = nz - sorted.length;
    if (most > MOST_GAP * spacing
        || least < LEAST_GAP * spacing
        || missing > Math.max(1, MOST_MISSING * nz)) {
      throw new FormatException(
          file,
          String.format(
              Locale.ROOT,
              "has slices that are too unevenly spaced: %d slices with gaps of %.4g to %.4g mm"
                  + " (median %.4g); bring the missing slices or resample it",
              sorted.length,
              least,
              most,
              spacing));
    }
  }

  /// From the bottom to the top, for 1 mm along the normal.
  private static double[] axis(double[] bottom, double[] top, double extent) {
    double[] axis = new double[3];
    for (int i = 0; i < 3; i++) {
      axis[i] = (top[i] - bottom[i]) / extent;
    }
    return axis;
  }

  private static double tilt(
      Path file,
      List<Plane> planes,
      int[] order,
      double[] sorted,
      double[] axis,
      double[] normal,
      double[] spacingMm)
      throws FormatException {
    double length = Math.sqrt(axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2]);
    double cosine = (axis[0] * normal[0] + axis[1] * normal[1] + axis[2] * normal[2]) / length;
    double tilt = Math.toDegrees(Math.acos(Math.min(1, cosine)));
    double[] bottom = planes.get(order[0]).position();
    double slack = Math.max(0.1, 0.5 * Math.max(spacingMm[0], spacingMm[1]));
    for (int i = 0; i < order.length; i++) {
      double[] p = planes.get(order[i]).position();
      double along = sorted[i] - sorted[0];
      double off = 0;
      for (int k = 0; k < 3; k++) {
        double d = p[k] - bottom[k] - along * axis[k];
        off += d * d;
      }
      if (Math.sqrt(off) > slack || tilt > MOST_TILT) {
        throw new FormatException(
            file,
            "has slices that do not lie above one another (one is %.1f mm aside, the stack leans by %.1f degrees)"
                .formatted(Math.sqrt(off), tilt));
      }
    }
    return tilt;
  }

  private static Geometry geometry(Plane plane, double[] origin, double[] spacingMm, double[] z) {
    double[] affine = new double[16];
    for (int r = 0; r < 3; r++) {
      // LPS to RAS: x and y of the patient change their sign
      double sign = r < 2 ? -1 : 1;
      affine[4 * r] = sign * plane.along()[r] * spacingMm[1] + 0.0;
      affine[4 * r + 1] = sign * plane.along()[r + 3] * spacingMm[0] + 0.0;
      affine[4 * r + 2] = sign * z[r] + 0.0;
      affine[4 * r + 3] = sign * origin[r] + 0.0;
    }
    affine[15] = 1;
    return new Geometry(affine);
  }
}

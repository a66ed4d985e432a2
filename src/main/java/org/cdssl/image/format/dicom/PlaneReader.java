package org.cdssl.image.format.dicom;

import java.util.ArrayList;
import java.util.List;
import org.cdssl.image.format.dicom.DicomHeader.Plane;

/// Where frames lie: by the data set itself, by functional groups of enhanced objects (PS3.3
/// C.7.6.16), or by the frame offsets of dose grids.
final class PlaneReader {
  private static final double SLACK = 0.01;

  private final DataSet set;
  private final List<Plane> planes = new ArrayList<>();
  private double[] spacingMm;
  private double thicknessMm;

  PlaneReader(DataSet set, int frames) {
    this.set = set;
    List<DataSet> groups = set.items(Tags.FRAME_GROUPS);
    DataSet shared = set.item(Tags.SHARED_GROUPS);
    if (groups.size() == frames) {
      for (DataSet group : groups) {
        add(
            kept(group, shared, Tags.PLANE_POSITION).decimals(Tags.POSITION, 3),
            kept(group, shared, Tags.PLANE_ORIENTATION).decimals(Tags.ORIENTATION, 6));
      }
      measures(kept(groups.getFirst(), shared, Tags.PIXEL_MEASURES));
    }
    if (planes.isEmpty()) {
      ofDataSet(frames);
    }
    if (spacingMm == null) {
      measures(set);
    }
    if (planes.size() != frames) {
      planes.clear();
    }
  }

  /// One for each frame, or none.
  List<Plane> planes() {
    return List.copyOf(planes);
  }

  double[] spacingMm() {
    return spacingMm;
  }

  double thicknessMm() {
    return thicknessMm;
  }

  private static DataSet kept(DataSet group, DataSet shared, int sequence) {
    return group.items(sequence).isEmpty() ? shared.item(sequence) : group.item(sequence);
  }

  private void ofDataSet(int frames) {
    double[] position = set.decimals(Tags.POSITION, 3);
    double[] along = set.decimals(Tags.ORIENTATION, 6);
    double[] offsets = frames == 1 ? new double[] {0} : set.decimals(Tags.FRAME_OFFSETS, frames);
    if (offsets == null || position == null || !isOrientation(along)) {
      return;
    }
    double[] normal = new Plane(position, along).normal();
    for (double offset : offsets) {
      double[] moved = position.clone();
      for (int i = 0; i < 3; i++) {
        moved[i] += normal[i] * (offset - offsets[0]);
      }
      add(moved, along);
    }
  }

  private void add(double[] position, double[] along) {
    if (position != null && isOrientation(along)) {
      planes.add(new Plane(position, along));
    }
  }

  /// Two perpendicular vectors of length 1.
  private static boolean isOrientation(double[] a) {
    return a != null
        && Math.abs(a[0] * a[0] + a[1] * a[1] + a[2] * a[2] - 1) < 2 * SLACK
        && Math.abs(a[3] * a[3] + a[4] * a[4] + a[5] * a[5] - 1) < 2 * SLACK
        && Math.abs(a[0] * a[3] + a[1] * a[4] + a[2] * a[5]) < SLACK;
  }

  private void measures(DataSet from) {
    double[] spacing = from.decimals(Tags.PIXEL_SPACING, 2);
    if (spacing != null && spacing[0] > 0 && spacing[1] > 0) {
      spacingMm = spacing;
      double between = from.decimal(Tags.SPACING_BETWEEN_SLICES, 0);
      thicknessMm = between > 0 ? between : Math.max(0, from.decimal(Tags.SLICE_THICKNESS, 0));
    }
  }
}

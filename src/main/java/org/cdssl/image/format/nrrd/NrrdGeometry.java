package org.cdssl.image.format.nrrd;

import java.util.List;
import java.util.Locale;
import org.cdssl.image.Geometry;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageHeader.Remark;

/// From the space fields of a NRRD to RAS+ mm, as ITK takes them.
///
/// With `space directions` the vectors are the columns of the affine, in the named space; a space
/// that is not anatomical (`scanner-xyz`, `3D-right-handed`, a bare `space dimension`) counts as
/// LPS. Without, spacing is `spacings`, else the range of `axis mins` and `axis maxs`, else 1, and
/// the origin is the centre of the first voxel, again in LPS.
final class NrrdGeometry {
  private NrrdGeometry() {}

  /// @param remarks receives a unit other than mm and negative spacings
  static Geometry of(NrrdHeader header, NrrdAxes axes, List<Remark> remarks)
      throws FormatException {
    double[] affine = new double[16];
    affine[15] = 1;
    if (axes.directions().isEmpty()) {
      bySpacing(header, axes, affine, remarks);
    } else {
      byDirections(header, axes, affine);
    }
    double[] sign = signs(header);
    for (int i = 0; i < 12; i++) {
      affine[i] = affine[i] * sign[i / 4] * unit(header, axes, i / 4, remarks) + 0.0;
      if (!Double.isFinite(affine[i])) {
        throw new FormatException(header.file(), "its geometry holds a number that is not finite");
      }
    }
    return new Geometry(affine);
  }

  private static void byDirections(NrrdHeader header, NrrdAxes axes, double[] affine)
      throws FormatException {
    for (int c = 0; c < 3; c++) {
      double[] direction = axes.directions().get(c);
      header.requireCount("spacedirections", direction.length, 3);
      for (int r = 0; r < 3; r++) {
        affine[4 * r + c] = direction[r];
      }
    }
    if (header.has("spaceorigin")) {
      List<double[]> origin = header.vectors("spaceorigin");
      if (origin.size() != 1 || origin.getFirst() == null || origin.getFirst().length != 3) {
        throw header.numbers("spaceorigin").wrong("is no vector of 3 numbers");
      }
      for (int r = 0; r < 3; r++) {
        affine[4 * r + 3] = origin.getFirst()[r];
      }
    }
  }

  private static void bySpacing(
      NrrdHeader header, NrrdAxes axes, double[] affine, List<Remark> remarks)
      throws FormatException {
    int n = axes.sizes().length;
    double[] spacings = header.perAxis("spacings", n);
    double[] mins = header.perAxis("axismins", n);
    double[] maxs = header.perAxis("axismaxs", n);
    String[] centers =
        header
            .get("centers", header.get("centerings", ""))
            .toLowerCase(Locale.ROOT)
            .split("\\s+", -1);
    for (int i = 0; i < 3; i++) {
      int a = axes.spatial().get(i);
      boolean node = centers.length == n && centers[a].equals("node");
      double spacing = spacings[a];
      if (Double.isNaN(spacing)) {
        long steps = node ? axes.sizes()[a] - 1 : axes.sizes()[a];
        spacing = (maxs[a] - mins[a]) / steps;
      }
      if (!Double.isFinite(spacing)) {
        spacing = 1;
      }
      if (spacing < 0) {
        remarks.add(
            new Remark(
                Remark.Kind.NEGATIVE_SPACING,
                "spacing is negative along axis " + i + ", taken as a flip"));
      }
      affine[5 * i] = spacing;
      if (Double.isFinite(mins[a])) {
        affine[4 * i + 3] = mins[a] + (node ? 0 : spacing / 2);
      }
    }
  }

  /// Factors that turn the first three axes of the file's space to right, front and head.
  private static double[] signs(NrrdHeader header) throws FormatException {
    String space = header.get("space", "").toLowerCase(Locale.ROOT);
    return switch (space) {
      case "right-anterior-superior", "ras", "right-anterior-superior-time", "rast" ->
          new double[] {1, 1, 1};
      case "left-anterior-superior", "las", "left-anterior-superior-time", "last" ->
          new double[] {-1, 1, 1};
      case "",
          "left-posterior-superior",
          "lps",
          "left-posterior-superior-time",
          "lpst",
          "scanner-xyz",
          "scanner-xyz-time",
          "3d-right-handed",
          "3d-right-handed-time",
          "3d-left-handed",
          "3d-left-handed-time" ->
          new double[] {-1, -1, 1};
      default -> throw header.numbers("space").wrong("is '" + space + "', which is not known");
    };
  }

  /// Length of the file's unit along a world axis, mm.
  private static double unit(NrrdHeader header, NrrdAxes axes, int world, List<Remark> remarks) {
    boolean inSpace = !axes.directions().isEmpty();
    String field = inSpace ? "spaceunits" : "units";
    if (!header.has(field)) {
      return 1;
    }
    String[] units = header.get(field, "").replace("\"", " ").strip().split("\\s+", -1);
    int at = inSpace ? world : axes.spatial().get(world);
    String unit = at < units.length ? units[at] : "mm";
    double millimetres =
        switch (unit.toLowerCase(Locale.ROOT)) {
          case "m", "meter", "meters", "metre", "metres" -> 1000;
          case "cm" -> 10;
          case "um", "µm", "μm", "micron", "microns", "micrometer" -> 0.001;
          default -> 1;
        };
    boolean known =
        millimetres != 1 || unit.toLowerCase(Locale.ROOT).matches("mm|millimet(er|re)s?");
    Remark remark =
        new Remark(
            Remark.Kind.UNIT,
            millimetres != 1
                ? "its lengths are in " + unit + " and were turned into mm"
                : "its unit of length is '" + unit + "', taken as mm");
    if ((!known || millimetres != 1) && !remarks.contains(remark)) {
      remarks.add(remark);
    }
    return millimetres;
  }
}

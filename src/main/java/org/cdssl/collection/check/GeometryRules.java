package org.cdssl.collection.check;

import java.util.Locale;
import org.cdssl.image.Geometry;
import org.cdssl.image.Orientation;
import org.cdssl.image.PolarFactor;
import org.cdssl.image.format.ImageHeader.Remark;

/// Rules about where a grid lies. Deviations are measured in mm at the corner of the grid where
/// they are largest, never in numbers of the affine: a direction that is off by 1e-8 moves nothing.
final class GeometryRules {
  /// No patient or part of one that is imaged for training is smaller or larger, mm.
  private static final double SMALLEST_EXTENT_MM = 5;

  private static final double LARGEST_EXTENT_MM = 3000;

  /// Of the smallest spacing: below the first a deviation is not worth a word, above the second it
  /// is a warning, above the third an error.
  private static final double TOLERATED = 0.01;

  private static final double WARN = 0.5;
  private static final double REFUSE = 5;

  private GeometryRules() {}

  /// Receives what a rule finds.
  @FunctionalInterface
  interface Found {
    void add(Grade grade, Finding.Kind kind, String message);
  }

  static void check(FileFacts facts, Found found) {
    for (Remark remark : facts.remarks()) {
      switch (remark.kind()) {
        case ZERO_SPACING -> found.add(Grade.ERROR, Finding.Kind.ZERO_SPACING, remark.text());
        case NEGATIVE_SPACING ->
            found.add(Grade.WARNING, Finding.Kind.NEGATIVE_SPACING, remark.text());
        case UNIT -> found.add(Grade.NOTE, Finding.Kind.WRONG_UNIT, remark.text());
        case BURNED_IN_ANNOTATION ->
            found.add(Grade.WARNING, Finding.Kind.BURNED_IN_TEXT, remark.text());
        case OTHER -> found.add(Grade.NOTE, Finding.Kind.REMARK, remark.text());
      }
    }
    if (facts.isFlat()) {
      return;
    }
    Geometry geometry = facts.geometry();
    double[] spacing = geometry.spacingMm();
    if (Math.min(spacing[0], Math.min(spacing[1], spacing[2])) <= 0) {
      found.add(
          Grade.ERROR,
          Finding.Kind.ZERO_SPACING,
          "its spacing is " + text(spacing) + " mm, which is no grid");
      return;
    }
    extent(facts, spacing, found);
    if (!Orientation.of(geometry).isComplete()) {
      found.add(
          Grade.ERROR,
          Finding.Kind.NOT_ORTHONORMAL,
          "two of its axes run in the same direction, so it has no volume");
      return;
    }
    shear(facts, geometry, spacing, found);
  }

  private static void extent(FileFacts facts, double[] spacing, Found found) {
    double[] extent = {facts.nx() * spacing[0], facts.ny() * spacing[1], facts.nz() * spacing[2]};
    double largest = Math.max(extent[0], Math.max(extent[1], extent[2]));
    String size = "it measures " + text(extent) + " mm (spacing " + text(spacing) + ")";
    if (largest < SMALLEST_EXTENT_MM) {
      found.add(Grade.ERROR, Finding.Kind.WRONG_UNIT, size + "; are its lengths in metres?");
    } else if (largest > LARGEST_EXTENT_MM) {
      found.add(Grade.ERROR, Finding.Kind.WRONG_UNIT, size + "; are its lengths in micrometres?");
    }
  }

  private static void shear(FileFacts facts, Geometry geometry, double[] spacing, Found found) {
    double[][] rotation = PolarFactor.of(geometry);
    double[] straight = new double[16];
    straight[15] = 1;
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        straight[4 * r + c] = rotation[r][c] * spacing[c];
      }
      straight[4 * r + 3] = geometry.at(r, 3);
    }
    double off = farthest(geometry, new Geometry(straight), facts);
    grade(off, spacing)
        .ifPresent(grade ->
            found.add(
                grade,
                Finding.Kind.NOT_ORTHONORMAL,
                "its axes are not at right angles: %s mm off at the far corner (gantry tilt?)"
                    .formatted(number(off))));
  }

  /// How much a distance matters on a grid.
  static java.util.Optional<Grade> grade(double offMm, double[] spacing) {
    double smallest = Math.min(spacing[0], Math.min(spacing[1], spacing[2]));
    return offMm <= TOLERATED * smallest
        ? java.util.Optional.empty()
        : java.util.Optional.of(
            offMm > REFUSE * smallest
                ? Grade.ERROR
                : offMm > WARN * smallest ? Grade.WARNING : Grade.NOTE);
  }

  /// Largest distance between where two affines put the same corner of a grid, mm.
  static double farthest(Geometry a, Geometry b, FileFacts grid) {
    int[] last = {grid.nx() - 1, grid.ny() - 1, grid.nz() - 1};
    double farthest = 0;
    for (int corner = 0; corner < 8; corner++) {
      double squares = 0;
      for (int r = 0; r < 3; r++) {
        double difference = a.at(r, 3) - b.at(r, 3);
        for (int c = 0; c < 3; c++) {
          difference += (corner >> c & 1) * last[c] * (a.at(r, c) - b.at(r, c));
        }
        squares += difference * difference;
      }
      farthest = Math.max(farthest, Math.sqrt(squares));
    }
    return farthest;
  }

  /// Whether x, y, z are a right-handed system, in the sense of their directions.
  static boolean isRightHanded(Geometry g) {
    return g.at(0, 0) * (g.at(1, 1) * g.at(2, 2) - g.at(1, 2) * g.at(2, 1))
            - g.at(0, 1) * (g.at(1, 0) * g.at(2, 2) - g.at(1, 2) * g.at(2, 0))
            + g.at(0, 2) * (g.at(1, 0) * g.at(2, 1) - g.at(1, 1) * g.at(2, 0))
        > 0;
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value)
        .replaceAll("(\\.[0-9]*?)0+$", "$1")
        .replaceAll("\\.$", "");
  }

  private static String text(double[] three) {
    return number(three[0]) + " x " + number(three[1]) + " x " + number(three[2]);
  }
}

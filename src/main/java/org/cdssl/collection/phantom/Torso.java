package org.cdssl.collection.phantom;

import org.cdssl.collection.phantom.Solid.Region;

/// The frame that all organs hang in: outlines of body and inner cavity as functions of z, the two
/// diaphragm domes and the lungs between them. All in the anatomy's frame, mm.
final class Torso {
  /// Range of z for which the torso exists.
  static final double BOTTOM = -330;

  static final double TOP = 320;

  private static final double OUTSIDE = 50;

  /// Height of the top of the chest cavity.
  final double apex;

  /// Half width (x) and half depth (y) of the chest cavity at its widest, and its middle in y.
  final double halfWidth;

  final double halfDepth;
  final double middleY;
  final double fatMm;
  final double skinHu;
  final double fatHu;
  final double muscleHu;

  /// Height of the left dome; the right one is at 0.
  final double leftDome;

  private final double domeDrop;
  private final double squareness;
  private final double mediastinum;
  private final double hilumY;
  private final double pelvis;
  private final double[] cavityX = new double[(int) (TOP - BOTTOM) + 2];
  private final double[] cavityY = new double[cavityX.length];
  private final double[] bodyX = new double[cavityX.length];
  private final double[] bodyY = new double[cavityX.length];
  private final double bodyMiddleY;

  Torso(Draws draws) {
    apex = draws.between(165, 210);
    halfWidth = draws.between(118, 142);
    halfDepth = halfWidth * draws.between(0.66, 0.78);
    middleY = draws.between(4, 10);
    fatMm = draws.chance(0.25) ? draws.between(16, 26) : draws.between(5, 16);
    skinHu = draws.between(0, 30);
    fatHu = draws.between(-115, -92);
    muscleHu = draws.between(45, 62);
    leftDome = draws.between(-22, -8);
    domeDrop = draws.between(55, 80);
    squareness = draws.between(0.1, 0.38);
    mediastinum = draws.between(9, 15);
    hilumY = draws.between(-10, 8);
    double waist = draws.between(0.86, 1.0);
    pelvis = draws.between(0.96, 1.06);
    double shoulders = draws.between(168, 190);
    double muscle = draws.between(9, 15);
    bodyMiddleY = middleY - draws.between(12, 17);
    for (int i = 0; i < cavityX.length; i++) {
      double z = BOTTOM + i;
      double up = Math.clamp(z / apex, 0, 1);
      double taper = StrictMath.sqrt(Math.max(1 - StrictMath.pow(up, 2.4), 0));
      double down = smoothStep(z, 10, -130);
      double below = smoothStep(z, -130, -260);
      double narrowing = 1 + (waist - 1) * down + (pelvis - waist) * below;
      cavityX[i] = Math.max(halfWidth * taper * narrowing, 1);
      cavityY[i] = Math.max(halfDepth * taper * (1 - 0.1 * down), 1);
      double wall = muscle + fatMm + 8;
      double shoulder = smoothStep(z, 60, apex - 15);
      double neck = smoothStep(z, apex + 5, apex + 55);
      double x = halfWidth * narrowing + wall;
      x += (Math.max(shoulders, x) - x) * shoulder;
      double y = halfDepth * (1 - 0.1 * down) + wall + 14;
      y += (0.8 * y - y) * shoulder;
      bodyX[i] = x + (62 - x) * neck;
      bodyY[i] = y + (60 - y) * neck;
    }
  }

  /// 0 before `from`, 1 after `to`, smooth between.
  private static double smoothStep(double z, double from, double to) {
    double t = Math.clamp((z - from) / (to - from), 0, 1);
    return t * t * (3 - 2 * t);
  }

  private static double lookUp(double[] table, double z) {
    double s = Math.clamp(z - BOTTOM, 0, table.length - 1.001);
    int i = (int) s;
    return table[i] + (s - i) * (table[i + 1] - table[i]);
  }

  double cavityHalfWidth(double z) {
    return lookUp(cavityX, z);
  }

  double cavityHalfDepth(double z) {
    return lookUp(cavityY, z);
  }

  double bodyHalfWidth(double z) {
    return lookUp(bodyX, z);
  }

  /// Distance to the rounded square with half axes a, b: x²/a² + y²/b² - s x²y²/(a²b²) = 1.
  private double outline(double x, double y, double a, double b) {
    double u = x / a;
    double v = y / b;
    double uu = u * u;
    double vv = v * v;
    if (uu > 2.2 || vv > 2.2) {
      return OUTSIDE;
    }
    double q = uu + vv - squareness * uu * vv;
    double gu = u * (1 - squareness * vv) / a;
    double gv = v * (1 - squareness * uu) / b;
    double gradient = gu * gu + gv * gv;
    if (gradient < 1e-8) {
      return -Math.min(a, b);
    }
    return (q - Math.sqrt(q)) / Math.sqrt(gradient);
  }

  double body(double x, double y, double z) {
    return outline(x, y - bodyMiddleY, lookUp(bodyX, z), lookUp(bodyY, z));
  }

  /// Distance to the inner wall of chest and abdomen.
  double cavity(double x, double y, double z) {
    return outline(x, y - middleY, lookUp(cavityX, z), lookUp(cavityY, z));
  }

  /// Height of the diaphragm of the patient's right (`side` = 1) or left (-1) side.
  double dome(int side, double x, double y) {
    double u = (x - side * 0.42 * halfWidth) / (0.66 * halfWidth);
    double v = (y - middleY - 6) / (0.86 * halfDepth);
    return (side > 0 ? 0 : leftDome) - domeDrop * (u * u + v * v);
  }

  /// The diaphragm as one surface: both domes with a soft saddle between.
  double diaphragm(double x, double y) {
    return Solid.smoothMax(dome(1, x, y), dome(-1, x, y), 20);
  }

  double lung(int side, double x, double y, double z) {
    double wall = cavity(x, y, z) + 3;
    double t = (y - hilumY) / 42;
    // widest at the hilum, where vessels enter; the lungs nearly meet in front
    double s = (z - 0.36 * apex) / 45;
    double front = Math.clamp((y - middleY) / halfDepth, 0, 1);
    double medial =
        mediastinum * (1 - 0.6 * front) + 16 / (1 + t * t + s * s) + 0.03 * (z - 60) - side * x;
    double floor = 0.8 * (dome(side, x, y) - z);
    return Solid.smoothMax(Solid.smoothMax(wall, medial, 10), floor, 7);
  }

  /// Distance to the nearer lung.
  double lungs(double x, double y, double z) {
    return lung(x >= 0 ? 1 : -1, x, y, z);
  }

  Region bodyRegion() {
    double x = halfWidth + 90;
    return new Region(new Box(-x, x, -170, 170, BOTTOM, TOP), this::body);
  }

  Region cavityRegion() {
    double x = halfWidth * 1.08;
    double y = halfDepth + 2;
    return new Region(new Box(-x, x, middleY - y, middleY + y, BOTTOM, apex), this::cavity);
  }

  Region lungRegion(int side) {
    double low = side > 0 ? 0 : -halfWidth;
    Box box =
        new Box(
            low,
            low + halfWidth,
            middleY - halfDepth,
            middleY + halfDepth,
            -1.6 * domeDrop + Math.min(leftDome, 0),
            apex);
    return new Region(box, (x, y, z) -> lung(side, x, y, z));
  }
}

package org.cdssl.view;

/// A monotone map of [0,1] to [0,1] along a cubic Bézier curve (METHOD D.3) from (0,0) to (1,1),
/// with two control points drawn in the unit square, between which both coordinates only rise. Half
/// of the maps fall: what was dark becomes bright.
record BezierDraw(double x1, double y1, double x2, double y2, boolean falls) {
  private static final int POINTS = 1000;
  private static final int KNOTS = 1024;

  static BezierDraw draw(ViewRandom random) {
    return new BezierDraw(
        random.nextDouble(),
        random.nextDouble(),
        random.nextDouble(),
        random.nextDouble(),
        random.chance(0.5));
  }

  /// Maps the first `count` voxels.
  void apply(float[] voxels, int count) {
    float[] knots = knots();
    for (int i = 0; i < count; i++) {
      float position = Math.clamp(voxels[i], 0f, 1f) * (KNOTS - 1);
      int knot = Math.min((int) position, KNOTS - 2);
      voxels[i] = knots[knot] + (position - knot) * (knots[knot + 1] - knots[knot]);
    }
  }

  private float[] knots() {
    double[] xs = new double[POINTS + 1];
    double[] ys = new double[POINTS + 1];
    for (int i = 0; i <= POINTS; i++) {
      double t = (double) i / POINTS;
      xs[i] = 3 * (1 - t) * (1 - t) * t * x1 + 3 * (1 - t) * t * t * x2 + t * t * t;
      ys[i] = 3 * (1 - t) * (1 - t) * t * y1 + 3 * (1 - t) * t * t * y2 + t * t * t;
    }
    float[] knots = new float[KNOTS];
    int segment = 0;
    for (int k = 0; k < KNOTS; k++) {
      double x = (double) k / (KNOTS - 1);
      while (segment < POINTS - 1 && xs[segment + 1] < x) {
        segment++;
      }
      double width = xs[segment + 1] - xs[segment];
      double share = width > 0 ? (x - xs[segment]) / width : 0;
      double y = ys[segment] + share * (ys[segment + 1] - ys[segment]);
      knots[falls ? KNOTS - 1 - k : k] = (float) y;
    }
    return knots;
  }
}

package org.cdssl.report;

/// The range of values that a picture spreads from black to white.
public record Window(float min, float max) {
  /// [0, 1], the range of prepared intensities.
  public static final Window UNIT = new Window(0, 1);

  public Window {
    if (!Float.isFinite(min) || !Float.isFinite(max) || min > max) {
      throw new IllegalArgumentException("no window: " + min + " to " + max);
    }
  }

  /// From the smallest to the largest finite value; [0, 1] where there is none.
  public static Window of(float[] values) {
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (float v : values) {
      if (Float.isFinite(v)) {
        min = Math.min(min, v);
        max = Math.max(max, v);
      }
    }
    return min <= max ? new Window(min, max) : UNIT;
  }

  /// Grey level of a value, [0, 255]; a window without width is mid grey; NaN is black.
  int level(float value) {
    if (Float.isNaN(value)) {
      return 0;
    }
    if (max == min) {
      return value < min ? 0 : value > max ? 255 : 128;
    }
    double share = ((double) value - min) / ((double) max - min);
    return (int) Math.round(255 * Math.clamp(share, 0.0, 1.0));
  }

  String text() {
    return Numbers.text(min) + " to " + Numbers.text(max);
  }
}

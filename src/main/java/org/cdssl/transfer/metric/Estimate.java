package org.cdssl.transfer.metric;

import java.util.Locale;

/// A measured value with its 95 % interval.
///
/// @param value on all rows; NaN where the metric is not defined on them
/// @param low lower end of the interval; NaN where there is none
/// @param high upper end
/// @param n how many independent units it rests on: subjects, or seeds
public record Estimate(double value, double low, double high, int n) {
  /// `0.912 [0.871, 0.944]`, or `–` where the value is not defined.
  public String text() {
    if (Double.isNaN(value)) {
      return "–";
    }
    return Double.isNaN(low)
        ? String.format(Locale.ROOT, "%.3f", value)
        : String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", value, low, high);
  }
}

package org.cdssl.report;

import java.util.ArrayList;
import java.util.List;

/// An axis: maps values to coordinates and says where its ticks are.
///
/// @param min value at coordinate `from`
/// @param max value at coordinate `to`
/// @param log whether distances are ratios; then `min` is above 0
/// @param ticks round values within [min, max], ascending
record Scale(double min, double max, double from, double to, boolean log, List<Tick> ticks) {
  /// A labelled value on an axis.
  record Tick(double value, String label) {}

  Scale {
    ticks = List.copyOf(ticks);
  }

  /// Coordinate of a value; NaN for NaN, infinities, and values that a logarithm does not have.
  double at(double value) {
    if (!Double.isFinite(value) || (log && value <= 0)) {
      return Double.NaN;
    }
    double share = log ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
    return from + share * (to - from);
  }

  /// A linear axis over exactly [min, max], with about `count` ticks inside.
  static Scale exact(double min, double max, double from, double to, int count) {
    double[] range = widened(min, max);
    double step = roundStep((range[1] - range[0]) / count);
    return new Scale(range[0], range[1], from, to, false, ticks(range[0], range[1], step));
  }

  /// A linear axis that is widened until it begins and ends at a tick.
  static Scale linear(double min, double max, double from, double to, int count) {
    double[] range = widened(min, max);
    double step = roundStep((range[1] - range[0]) / count);
    double low = Math.floor(range[0] / step + 1e-9) * step;
    double high = Math.ceil(range[1] / step - 1e-9) * step;
    return new Scale(low, high, from, to, false, ticks(low, high, step));
  }

  /// A logarithmic axis over positive values, from a tick to a tick. Ticks are at 1, 2, 5 of each
  /// decade, or at decades alone where there are more than three.
  static Scale log(double min, double max, double from, double to) {
    if (!(min > 0) || !(max >= min)) {
      throw new IllegalArgumentException(
          "a log axis needs 0 < min <= max, got " + min + ", " + max);
    }
    int first = (int) Math.floor(Math.log10(min) + 1e-9);
    int last = (int) Math.ceil(Math.log10(max) - 1e-9);
    boolean fine = last - first <= 3;
    int stride = Math.max(1, (last - first + 7) / 8);
    List<Double> values = new ArrayList<>();
    for (int decade = first; decade <= last; decade += fine ? 1 : stride) {
      for (int digit : fine ? new int[] {1, 2, 5} : new int[] {1}) {
        values.add(Double.parseDouble(digit + "e" + decade));
      }
    }
    if (values.getLast() < max) {
      values.add(Double.parseDouble("1e" + last));
    }
    // drop what lies beyond the tick just outside the data
    while (values.size() > 2 && values.get(1) <= min * (1 + 1e-9)) {
      values.removeFirst();
    }
    while (values.size() > 2 && values.get(values.size() - 2) >= max * (1 - 1e-9)) {
      values.removeLast();
    }
    if (values.size() == 1) {
      values.add(values.getFirst() * 10);
    }
    List<Tick> ticks = new ArrayList<>();
    for (double v : values) {
      ticks.add(new Tick(v, v >= 0.9e-3 && v < 1e5 ? plain(v) : Numbers.scientific(v, 1)));
    }
    return new Scale(values.getFirst(), values.getLast(), from, to, true, ticks);
  }

  private static String plain(double v) {
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(v) + 1e-9));
    return Numbers.fixed(v, decimals);
  }

  private static double[] widened(double min, double max) {
    if (!Double.isFinite(min) || !Double.isFinite(max) || min > max) {
      throw new IllegalArgumentException("no range: " + min + " to " + max);
    }
    // below this the labels of neighbouring ticks would be equal
    double least = Math.max(Math.abs(min), Math.abs(max)) * 1e-6;
    if (max - min > least) {
      return new double[] {min, max};
    }
    double half = min == 0 && max == 0 ? 1 : Math.max(Math.abs(min), Math.abs(max)) * 0.1;
    return new double[] {min - half, max + half};
  }

  /// The smallest of 1, 2, 5 times a power of ten that is at least `least`.
  private static double roundStep(double least) {
    int exponent = (int) Math.floor(Math.log10(least));
    for (int digit : new int[] {1, 2, 5}) {
      double step = Double.parseDouble(digit + "e" + exponent);
      if (step >= least * (1 - 1e-9)) {
        return step;
      }
    }
    return Double.parseDouble("1e" + (exponent + 1));
  }

  private static List<Tick> ticks(double low, double high, double step) {
    List<Tick> ticks = new ArrayList<>();
    long first = (long) Math.ceil(low / step - 1e-9);
    long last = (long) Math.floor(high / step + 1e-9);
    double largest = Math.max(Math.abs(low), Math.abs(high));
    boolean scientific = largest < 0.9e-3 || largest >= 1e7;
    // as many digits as tell neighbours apart
    int digits =
        1 + (int) (Math.floor(Math.log10(largest) + 1e-9) - Math.floor(Math.log10(step) + 1e-9));
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    for (long i = first; i <= last; i++) {
      double value = i * step;
      ticks.add(
          new Tick(
              value,
              scientific
                  ? Numbers.scientific(value, Math.max(1, digits))
                  : Numbers.fixed(value, decimals)));
    }
    return ticks;
  }
}

package org.cdssl.training.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/// What was measured, said as it comes and kept by name in that order.
final class Figures {
  private final Consumer<String> listener;
  private final Map<String, Object> all = new LinkedHashMap<>();

  Figures(Consumer<String> listener) {
    this.listener = listener;
  }

  /// @param text with one place for the value
  void put(String name, double value, String text) {
    keep(name, value);
    say(String.format(Locale.ROOT, text, value));
  }

  void keep(String name, Object value) {
    all.put(name, value);
  }

  void say(String text) {
    listener.accept(text);
  }

  Map<String, Object> all() {
    return all;
  }

  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  }
}

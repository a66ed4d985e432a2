package org.cdssl.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Numbers by step, one column a name, in ascending steps. Columns are plain arrays: a run of the
/// paper's length has 799,000 steps.
///
/// A run that was killed and resumed from an earlier step writes some steps again: adding a row
/// whose step is not above the last one first drops the rows from that step on.
final class StepTable {
  private final Map<String, double[]> columns = new LinkedHashMap<>();
  private double[] steps = new double[64];
  private int rows;

  /// Adds a row; columns it does not name hold NaN there.
  void add(double step, Map<String, Double> values) {
    while (rows > 0 && steps[rows - 1] >= step) {
      rows--;
    }
    if (rows == steps.length) {
      int capacity = 2 * rows;
      steps = Arrays.copyOf(steps, capacity);
      columns.replaceAll((_, old) -> grown(old, capacity));
    }
    steps[rows] = step;
    columns.values().forEach(column -> column[rows] = Double.NaN);
    values.forEach((name, value) ->
        columns.computeIfAbsent(name, _ -> grown(new double[0], steps.length))[rows] = value);
    rows++;
  }

  private static double[] grown(double[] old, int capacity) {
    double[] column = Arrays.copyOf(old, capacity);
    Arrays.fill(column, old.length, capacity, Double.NaN);
    return column;
  }

  int rows() {
    return rows;
  }

  boolean isEmpty() {
    return rows == 0;
  }

  /// Names of the columns in the order they came.
  Set<String> names() {
    return columns.keySet();
  }

  double[] steps() {
    return Arrays.copyOf(steps, rows);
  }

  /// The column, all NaN where there is none of this name.
  double[] column(String name) {
    double[] column = columns.get(name);
    if (column == null) {
      column = new double[rows];
      Arrays.fill(column, Double.NaN);
    }
    return Arrays.copyOf(column, rows);
  }

  /// Sum of a column, NaN values left out.
  double sum(String name) {
    return Arrays.stream(column(name)).filter(Double::isFinite).sum();
  }

  Series series(String column, String label, Series.Style style, int colour) {
    return Series.of(label, steps(), column(column), style, colour);
  }
}

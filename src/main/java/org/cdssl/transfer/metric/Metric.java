package org.cdssl.transfer.metric;

import java.util.Arrays;
import java.util.List;

/// A number that a set of predictions is judged by, as a function of how often each row counts.
///
/// That is what resampling needs: a replicate of the bootstrap is the same rows with other counts.
@FunctionalInterface
public interface Metric {
  /// @param counts how often each row counts, ≥ 0, one entry a row
  /// @return NaN where the rows that count do not define it, as an AUC without positives
  double of(int[] counts);

  /// The value on `rows` rows, each counted once.
  default double value(int rows) {
    return of(once(rows));
  }

  /// The mean of several, NaN where any is.
  static Metric mean(List<Metric> each) {
    return counts -> each.stream().mapToDouble(m -> m.of(counts)).average().orElse(Double.NaN);
  }

  /// One for every row.
  static int[] once(int rows) {
    int[] counts = new int[rows];
    Arrays.fill(counts, 1);
    return counts;
  }
}

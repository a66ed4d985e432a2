package org.cdssl.transfer.metric;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/// What several runs that differ in their seed alone say together.
///
/// This is the spread of the training, and another question than the spread over subjects: a result
/// wants both.
public final class Seeds {
  private Seeds() {}

  /// Mean over seeds and the 95 % interval of Student's t; of one seed without an interval.
  public static Estimate interval(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values");
    }
    double mean = Arrays.stream(values).average().orElseThrow();
    if (values.length == 1) {
      return new Estimate(mean, Double.NaN, Double.NaN, 1);
    }
    int n = values.length;
    double square = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double error = Math.sqrt(square / (n - 1) / n);
    double t = TDistribution.of(n - 1).inverseCumulativeProbability(0.975);
    return new Estimate(mean, mean - t * error, mean + t * error, n);
  }
}

package org.cdssl.transfer.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.statistics.descriptive.Quantile;

/// 95 % intervals by drawing subjects with replacement (Efron's percentile method).
///
/// Subjects are drawn and not rows: several images of one patient are not independent, and drawing
/// them singly makes intervals too narrow. The draws depend on the set of subjects, the number of
/// replicates and the seed alone, so two metrics, or two runs, see the same ones.
public final class Bootstrap {
  /// Enough for the second digit of an interval's ends to stand still.
  public static final int REPLICATES = 2000;

  private static final double LOW = 0.025;
  private static final double HIGH = 0.975;

  /// `R`'s and numpy's default.
  private static final Quantile QUANTILE =
      Quantile.withDefaults().with(Quantile.EstimationMethod.HF7);

  private final int[][] rowsOf;
  private final int rows;
  private final int replicates;
  private final long seed;

  private Bootstrap(int[][] rowsOf, int rows, int replicates, long seed) {
    this.rowsOf = rowsOf;
    this.rows = rows;
    this.replicates = replicates;
    this.seed = seed;
  }

  /// @param subjects whose row it is, one entry a row
  /// @param replicates how many draws, ≥ 1
  public static Bootstrap of(List<String> subjects, int replicates, long seed) {
    if (replicates < 1 || subjects.isEmpty()) {
      throw new IllegalArgumentException(
          replicates + " replicates of " + subjects.size() + " rows; both must be at least 1");
    }
    // sorted, so that the order of the rows does not matter
    TreeMap<String, List<Integer>> bySubject = new TreeMap<>();
    for (int i = 0; i < subjects.size(); i++) {
      bySubject.computeIfAbsent(subjects.get(i), _ -> new ArrayList<>()).add(i);
    }
    int[][] rowsOf =
        bySubject.values().stream()
            .map(list -> list.stream().mapToInt(i -> i).toArray())
            .toArray(int[][]::new);
    return new Bootstrap(rowsOf, subjects.size(), replicates, seed);
  }

  /// Number of different subjects.
  public int subjects() {
    return rowsOf.length;
  }

  /// The value on all rows and its interval over subjects. Draws on which the metric is not defined
  /// are left out; where that is more than half, or there is only one subject, the ends are NaN.
  public Estimate interval(Metric metric) {
    double value = metric.value(rows);
    double[] ends = ends(Double.isNaN(value) ? new double[0] : replicatesOf(metric));
    return new Estimate(value, ends[0], ends[1], rowsOf.length);
  }

  /// How much higher `metric` is than `other`, both on the same rows.
  ///
  /// The p value is two-sided: twice the smaller share of draws on either side of no difference,
  /// each with one draw added so that it is never zero.
  public Difference compare(Metric metric, Metric other) {
    Metric difference = counts -> metric.of(counts) - other.of(counts);
    Estimate estimate = interval(difference);
    if (Double.isNaN(estimate.value())) {
      return new Difference(estimate, Double.NaN, "paired bootstrap over subjects");
    }
    double[] draws = replicatesOf(difference);
    long below = Arrays.stream(draws).filter(d -> d <= 0).count();
    long above = Arrays.stream(draws).filter(d -> d >= 0).count();
    double p = Math.min(1, 2.0 * (Math.min(below, above) + 1) / (draws.length + 1));
    return new Difference(estimate, p, "paired bootstrap over subjects");
  }

  /// Values on the draws, those left out that are not defined.
  double[] replicatesOf(Metric metric) {
    double[] values = new double[replicates];
    int[] at = {0};
    forEachDraw(counts -> values[at[0]++] = metric.of(counts));
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
  }

  /// Hands over how often each row counts in each draw in turn; the array is used again.
  public void forEachDraw(Consumer<int[]> use) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    int[] counts = new int[rows];
    for (int r = 0; r < replicates; r++) {
      Arrays.fill(counts, 0);
      for (int s = 0; s < rowsOf.length; s++) {
        for (int row : rowsOf[random.nextInt(rowsOf.length)]) {
          counts[row]++;
        }
      }
      use.accept(counts);
    }
  }

  /// Both ends of the interval of these replicates.
  double[] ends(double[] values) {
    if (rowsOf.length < 2 || 2 * values.length <= replicates) {
      return new double[] {Double.NaN, Double.NaN};
    }
    return QUANTILE.evaluate(values, LOW, HIGH);
  }
}

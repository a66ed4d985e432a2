package org.cdssl.training.run;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// Finds losses far above the recent ones (promise P8): more than ten times the median absolute
/// deviation over the median of the last 200 accepted steps. Spikes are counted; they may be
/// skipped too, but only so many in a row, since a loss that has moved for good must find its way
/// into the window.
public final class SpikeGuard {
  static final int WINDOW = 200;
  static final int DEVIATIONS = 10;

  /// Fewer losses say too little about their spread.
  static final int MIN_LOSSES = 20;

  static final int MAX_SKIPS_IN_A_ROW = 10;

  /// Share of the median that the deviation counts at least: in a flat stretch of equal losses it
  /// is zero, and rounding would be a spike.
  private static final double FLOOR = 1e-6;

  private final boolean skip;
  private final Deque<Double> window = new ArrayDeque<>();
  private long spikes;
  private int skippedInARow;

  /// What a loss is.
  public enum Verdict {
    NORMAL,
    /// To be told of; the step is taken.
    SPIKE,
    /// To be told of; the step is not taken.
    SKIPPED_SPIKE
  }

  /// What goes into the checkpoint.
  ///
  /// @param losses of the accepted steps, oldest first, at most 200
  /// @param spikes of the run, skipped ones included
  /// @param skippedInARow up to now
  public record State(List<Double> losses, long spikes, int skippedInARow) {}

  /// @param skip whether a step with a spike is skipped or only counted
  public SpikeGuard(boolean skip) {
    this.skip = skip;
  }

  /// Judges the loss of a step, and remembers it where the step is taken.
  ///
  /// @param loss finite; others are the business of {@link NonFiniteGuard}
  public Verdict judge(double loss) {
    Verdict verdict = verdict(loss);
    if (verdict == Verdict.SKIPPED_SPIKE) {
      skippedInARow++;
    } else {
      skippedInARow = 0;
      window.addLast(loss);
      if (window.size() > WINDOW) {
        window.removeFirst();
      }
    }
    return verdict;
  }

  private Verdict verdict(double loss) {
    if (!Double.isFinite(loss)) {
      throw new IllegalArgumentException("loss " + loss);
    }
    if (window.size() < MIN_LOSSES || loss <= threshold()) {
      return Verdict.NORMAL;
    }
    spikes++;
    return skip && skippedInARow < MAX_SKIPS_IN_A_ROW ? Verdict.SKIPPED_SPIKE : Verdict.SPIKE;
  }

  /// The loss above which a step is a spike; infinite while there are fewer than 20 losses.
  public double threshold() {
    if (window.size() < MIN_LOSSES) {
      return Double.POSITIVE_INFINITY;
    }
    double[] losses = window.stream().mapToDouble(Double::doubleValue).toArray();
    double median = median(losses.clone());
    double deviation = median(Arrays.stream(losses).map(x -> Math.abs(x - median)).toArray());
    return median + DEVIATIONS * Math.max(deviation, FLOOR * Math.abs(median));
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int half = values.length / 2;
    return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  }

  public State state() {
    return new State(List.copyOf(window), spikes, skippedInARow);
  }

  public void restore(State state) {
    window.clear();
    window.addAll(state.losses());
    spikes = state.spikes();
    skippedInARow = state.skippedInARow();
  }
}

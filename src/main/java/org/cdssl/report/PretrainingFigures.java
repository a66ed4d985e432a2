package org.cdssl.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.NaNPolicy;

/// What a finished pre-training says of itself, without any downstream task. `null` is a number
/// that the run did not write.
///
/// Steps that a resumed run did again count once, as it last did them. So all but the time is the
/// same however often the run was killed.
///
/// @param steps of the optimiser
/// @param secondsPerStep median over the steps, without probes, pictures and checkpoints
/// @param firstLoss mean over the first tenth of the steps, at least one; losses that were not
///   finite are left out
/// @param lastLoss the same over the last tenth
/// @param collapseWarnings readings at which the embeddings of any level had collapsed
/// @param collapseReadings readings of the collapse statistics
/// @param probeTask what the encoder is probed on; empty: nothing
/// @param random the probe before the first step, which is that of random weights
/// @param last the last probe after it
public record PretrainingFigures(
    long steps,
    Double secondsPerStep,
    Double firstLoss,
    Double lastLoss,
    int collapseWarnings,
    int collapseReadings,
    String probeTask,
    Probe random,
    Probe last) {

  private static final int PART = 10;
  private static final Median MEDIAN = Median.withDefaults().with(NaNPolicy.EXCLUDE);

  /// A look at frozen features: AUC with 95 % intervals over subjects.
  ///
  /// @param step after which it was taken
  /// @param auc,low,high of the linear probe
  /// @param neighboursAuc,neighboursLow,neighboursHigh of the nearest neighbours
  public record Probe(
      long step,
      double auc,
      double low,
      double high,
      Double neighboursAuc,
      Double neighboursLow,
      Double neighboursHigh) {
    /// `0.912 [0.871, 0.944]`
    String text() {
      return "%s [%s, %s]"
          .formatted(Numbers.fixed(auc, 3), Numbers.fixed(low, 3), Numbers.fixed(high, 3));
    }
  }

  /// How the last linear probe stands to that of random weights.
  public enum Against {
    /// Its interval lies wholly above the other.
    ABOVE("above"),
    /// The intervals have a value in common.
    AS_RANDOM("as random"),
    /// Its interval lies wholly below the other.
    BELOW("below");

    private final String text;

    Against(String text) {
      this.text = text;
    }

    /// For people.
    public String text() {
      return text;
    }
  }

  /// Whether the two 95 % intervals of the linear probe are apart. Both probes see the same images,
  /// so a paired test would tell smaller differences; this one errs towards `AS_RANDOM`. `null`
  /// where either probe is missing.
  public Against against() {
    if (random == null || last == null) {
      return null;
    }
    return last.low() > random.high()
        ? Against.ABOVE
        : last.high() < random.low() ? Against.BELOW : Against.AS_RANDOM;
  }

  /// Reads `metrics.jsonl` and `timing.jsonl` of a run folder.
  public static PretrainingFigures read(Path folder) throws IOException {
    Metrics metrics = Metrics.read(folder.resolve("metrics.jsonl"));
    StepTable steps = metrics.steps();
    double[] loss = steps.column("loss");
    int part = Math.max(1, loss.length / PART);
    Set<Double> readings = new HashSet<>();
    Set<Double> warned = new HashSet<>();
    for (StepTable level : metrics.collapse().values()) {
      double[] at = level.steps();
      double[] warn = level.column("warn");
      for (int i = 0; i < at.length; i++) {
        readings.add(at[i]);
        if (warn[i] > 0) {
          warned.add(at[i]);
        }
      }
    }
    return new PretrainingFigures(
        steps.isEmpty() ? 0 : (long) steps.steps()[steps.rows() - 1],
        number(MEDIAN.evaluate(RunFolder.timing(folder.resolve("timing.jsonl")).column("seconds"))),
        number(SummarySection.meanOf(loss, part, true)),
        number(SummarySection.meanOf(loss, part, false)),
        warned.size(),
        readings.size(),
        metrics.probeTask(),
        probe(metrics.probe(), true),
        probe(metrics.probe(), false));
  }

  /// The reading at step 0, or the last one after it; null where there is none or its AUC is not
  /// defined.
  private static Probe probe(StepTable probes, boolean random) {
    double[] at = probes.steps();
    int row = random ? 0 : at.length - 1;
    if (at.length == 0 || random != (at[row] == 0)) {
      return null;
    }
    double auc = probes.column("linearAuc")[row];
    double low = probes.column("linearLow")[row];
    double high = probes.column("linearHigh")[row];
    return Double.isFinite(auc) && Double.isFinite(low) && Double.isFinite(high)
        ? new Probe(
            (long) at[row],
            auc,
            low,
            high,
            number(probes.column("neighboursAuc")[row]),
            number(probes.column("neighboursLow")[row]),
            number(probes.column("neighboursHigh")[row]))
        : null;
  }

  private static Double number(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }
}

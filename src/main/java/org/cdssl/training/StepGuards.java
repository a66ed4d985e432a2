package org.cdssl.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Decides whether the optimiser may take a step, and says and logs why not (P7, P8).
public final class StepGuards {
  private final TrainingState state;
  private final RunFolder folder;
  private final Progress progress;

  /// Writes the batch of the step.
  @FunctionalInterface
  public interface Dump {
    /// @return the folder
    Path write() throws IOException;
  }

  public StepGuards(TrainingState state, RunFolder folder, Progress progress) {
    this.state = state;
    this.folder = folder;
    this.progress = progress;
  }

  /// Judges the step after `state.step`.
  ///
  /// @throws org.cdssl.CdsslException NUMERICAL after too many that are not finite
  public boolean judge(double loss, double norm, Dump dump) {
    long step = state.step + 1;
    switch (state.nonFinite.judge(loss, norm)) {
      case TAKE -> {}
      case SKIP -> {
        String where = where(dump);
        event("nonFinite", "loss " + loss + ", gradient norm " + norm + ": step skipped");
        progress.say(
            "step "
                + step
                + ": loss "
                + loss
                + ", gradient norm "
                + norm
                + ", not finite; step skipped, batch "
                + where);
        return false;
      }
      case STOP -> throw state.nonFinite.error(step, loss, norm, where(dump));
    }
    double threshold = state.spikes.threshold();
    return switch (state.spikes.judge(loss)) {
      case NORMAL -> true;
      case SPIKE -> {
        event("spike", "loss " + loss + " above " + threshold + "; step taken");
        progress.say("step " + step + ": loss " + loss + " is a spike; step taken");
        yield true;
      }
      case SKIPPED_SPIKE -> {
        event("spike", "loss " + loss + " above " + threshold + "; step skipped");
        progress.say("step " + step + ": loss " + loss + " is a spike; step skipped");
        yield false;
      }
    };
  }

  /// Where the batch was written; one that cannot be written is no reason to end a run.
  private static String where(Dump dump) {
    try {
      return "in " + dump.write();
    } catch (IOException e) {
      return "not written (" + e.getMessage() + ")";
    }
  }

  private void event(String kind, String message) {
    SequencedMap<String, Object> line = new LinkedHashMap<>();
    line.put("kind", kind);
    line.put("message", message);
    folder.metrics().write("event", state.step + 1, line);
  }
}

package org.cdssl.training;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.config.PretrainConfig;
import org.cdssl.engine.Precision;
import org.cdssl.engine.Weights;
import org.cdssl.pretext.Losses;
import org.cdssl.training.run.MetricsLog;
import org.cdssl.view.Batch;

/// What a person sees of a run: a line that changes in place on a terminal, one every few seconds
/// elsewhere, and messages. Messages go to `log.txt` too; times go to `timing.jsonl`.
public final class Progress {
  private static final double PLAIN_EVERY_SECONDS = 10;
  private static final double TERMINAL_EVERY_SECONDS = 0.5;
  private static final double SMOOTHING = 0.1;

  private final PrintStream out;
  private final boolean terminal;
  private final long began = System.nanoTime();
  private Path log;
  private MetricsLog timing;
  private long last;
  private long firstStep;
  private double secondsPerStep;
  private double waitShare;
  private double shown = Double.NEGATIVE_INFINITY;
  private long flats;
  private long volumes;
  private int lineLength;

  /// @param terminal whether `out` can rewrite its last line
  public Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /// On stderr, in place where that is a terminal.
  @SuppressWarnings("SystemConsoleNull") // it is null where the launcher has no console
  public static Progress onStderr() {
    Console console = System.console();
    return new Progress(System.err, console != null && console.isTerminal());
  }

  /// Where messages and times are kept from now on.
  void keep(Path logFile, MetricsLog timingLog) {
    log = logFile;
    timing = timingLog;
  }

  /// Prints a message above the progress line.
  public void say(String message) {
    clear();
    out.println(message);
    out.flush();
    if (log != null) {
      try {
        Files.writeString(
            log,
            Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + message + "\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        // a full disk must not end the run; the message is on the terminal
        log = null;
        out.println("log.txt cannot be written: " + e.getMessage());
      }
    }
  }

  void start(
      long step, long lastStep, PretrainConfig config, Precision precision, Weights weights) {
    firstStep = step;
    last = lastStep;
    say(
        String.format(
            Locale.ROOT,
            "%s, %,d parameters (encoder %,d), %s, batch %d, %s",
            config.pretext().method().name().toLowerCase(Locale.ROOT),
            weights.count(""),
            weights.count("encoder."),
            precision.name().toLowerCase(Locale.ROOT),
            config.training().batchSize(),
            step < lastStep
                ? "steps " + (step + 1) + " to " + lastStep
                : "nothing left to do: "
                    + step
                    + " steps are done (training.epochs x stepsPerEpoch"
                    + " and --stop-after decide)"));
  }

  void step(long step, Batch batch, Losses losses, double loss, long startNanos, double waited) {
    double seconds = (System.nanoTime() - startNanos) * 1e-9;
    flats += batch.flatCount();
    volumes += batch.volumeCount();
    // the first step warms up and says little of the others
    boolean first = step <= firstStep + 2;
    secondsPerStep = first ? seconds : secondsPerStep + SMOOTHING * (seconds - secondsPerStep);
    waitShare = first ? waited / seconds : waitShare + SMOOTHING * (waited / seconds - waitShare);
    if (timing != null) {
      SequencedMap<String, Object> line = new LinkedHashMap<>();
      line.put("seconds", seconds);
      line.put("samplesPerSecond", batch.size() / seconds);
      line.put("waitShare", waited / seconds);
      timing.write("timing", step, line);
    }
    double now = seconds();
    double interval = terminal ? TERMINAL_EVERY_SECONDS : PLAIN_EVERY_SECONDS;
    if (now - shown >= interval || step == last) {
      shown = now;
      print(line(step, batch, losses, loss));
    }
  }

  private String line(long step, Batch batch, Losses losses, double loss) {
    StringBuilder text =
        new StringBuilder(String.format(Locale.ROOT, "step %d/%d  loss %.4f", step, last, loss));
    for (Map.Entry<String, Tensor> part : losses.parts().entrySet()) {
      text.append(
          String.format(Locale.ROOT, "  %s %.4f", part.getKey(), part.getValue().item_float()));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "  %.2f samples/s  2D %d  3D %d  waiting %.0f%%  ETA %s",
            batch.size() / secondsPerStep,
            flats,
            volumes,
            100 * waitShare,
            duration((last - step) * secondsPerStep)));
    return text.toString();
  }

  private void print(String text) {
    if (!terminal) {
      out.println(text);
    } else {
      clear();
      out.print(text);
      lineLength = text.length();
    }
    out.flush();
  }

  private void clear() {
    if (lineLength > 0) {
      out.print("\r" + " ".repeat(lineLength) + "\r");
      lineLength = 0;
    }
  }

  /// Seconds since this was made.
  double seconds() {
    return (System.nanoTime() - began) * 1e-9;
  }

  static String duration(double seconds) {
    long s = Math.round(seconds);
    return s >= 3600
        ? String.format(Locale.ROOT, "%dh%02dm", s / 3600, s / 60 % 60)
        : String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60);
  }
}

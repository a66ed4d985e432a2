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
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.cdssl.training.run.MetricsLog;

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

  /// @param headline what is trained
  public void start(long step, long lastStep, String headline) {
    firstStep = step;
    last = lastStep;
    say(
        headline
            + ", "
            + (step < lastStep
                ? "steps " + (step + 1) + " to " + lastStep
                : "nothing left to do: "
                    + step
                    + " steps are done (training.epochs x stepsPerEpoch"
                    + " and --stop-after decide)"));
  }

  /// @param samples of the step
  /// @param startNanos when it began
  /// @param waited seconds for its batch
  /// @param losses as they are shown; asked for when a line is
  /// @param counts shown behind the rate
  public void step(
      long step,
      int samples,
      long startNanos,
      double waited,
      Supplier<String> losses,
      Supplier<String> counts) {
    double seconds = (System.nanoTime() - startNanos) * 1e-9;
    // the first step warms up and says little of the others
    boolean first = step <= firstStep + 2;
    secondsPerStep = first ? seconds : secondsPerStep + SMOOTHING * (seconds - secondsPerStep);
    waitShare = first ? waited / seconds : waitShare + SMOOTHING * (waited / seconds - waitShare);
    if (timing != null) {
      SequencedMap<String, Object> line = new LinkedHashMap<>();
      line.put("seconds", seconds);
      line.put("samplesPerSecond", samples / seconds);
      line.put("waitShare", waited / seconds);
      timing.write("timing", step, line);
    }
    double now = seconds();
    double interval = terminal ? TERMINAL_EVERY_SECONDS : PLAIN_EVERY_SECONDS;
    if (now - shown >= interval || step == last) {
      shown = now;
      print(
          String.format(
              Locale.ROOT,
              "step %d/%d  %s  %.2f samples/s  %s  waiting %.0f%%  ETA %s",
              step,
              last,
              losses.get(),
              samples / secondsPerStep,
              counts.get(),
              100 * waitShare,
              duration((last - step) * secondsPerStep)));
    }
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
  public double seconds() {
    return (System.nanoTime() - began) * 1e-9;
  }

  static String duration(double seconds) {
    long s = Math.round(seconds);
    return s >= 3600
        ? String.format(Locale.ROOT, "%dh%02dm", s / 3600, s / 60 % 60)
        : String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60);
  }
}

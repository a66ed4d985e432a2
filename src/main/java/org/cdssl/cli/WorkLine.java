package org.cdssl.cli;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import org.cdssl.collection.cache.CacheProgress;

/// How far long work on many images is, with rate and time left: a line that changes in place on a
/// terminal, one every few seconds elsewhere.
final class WorkLine implements CacheProgress {
  private static final double PLAIN_EVERY_SECONDS = 10;
  private static final double TERMINAL_EVERY_SECONDS = 0.5;

  private final PrintStream out;
  private final boolean terminal;
  private long all;
  private long done;
  private long worked;
  private long workedBytes;
  private long startNanos;
  private double shown;
  private int lineLength;

  WorkLine(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @SuppressWarnings("SystemConsoleNull") // it is null where the launcher has no console
  static WorkLine onStderr() {
    Console console = System.console();
    return new WorkLine(System.err, console != null && console.isTerminal());
  }

  /// Prints a message above the line.
  synchronized void say(String message) {
    clear();
    out.println(message);
    out.flush();
  }

  @Override
  public synchronized void start(long images) {
    all = images;
    done = 0;
    startNanos = System.nanoTime();
    shown = 0;
  }

  @Override
  public synchronized void done(long images, long fileBytes, boolean prepared) {
    done += images;
    if (prepared) {
      worked += images;
      workedBytes += fileBytes;
    }
  }

  @Override
  public synchronized void tick() {
    double seconds = (System.nanoTime() - startNanos) * 1e-9;
    double interval = terminal ? TERMINAL_EVERY_SECONDS : PLAIN_EVERY_SECONDS;
    if (all > 0 && seconds - shown >= interval) {
      shown = seconds;
      print(line(seconds));
    }
  }

  private String line(double seconds) {
    String rate =
        worked == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "  %.1f images/s  %.1f MB/s of files  ETA %s",
                worked / seconds,
                workedBytes / seconds / 1e6,
                duration((all - done) * seconds / worked));
    return String.format(Locale.ROOT, "%,d of %,d images%s", done, all, rate);
  }

  private void print(String text) {
    if (terminal) {
      clear();
      out.print(text);
      lineLength = text.length();
    } else {
      out.println(text);
    }
    out.flush();
  }

  private void clear() {
    if (lineLength > 0) {
      out.print("\r" + " ".repeat(lineLength) + "\r");
      lineLength = 0;
    }
  }

  private static String duration(double seconds) {
    long s = Math.round(seconds);
    return s >= 3600
        ? String.format(Locale.ROOT, "%dh%02dm", s / 3600, s / 60 % 60)
        : String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60);
  }
}

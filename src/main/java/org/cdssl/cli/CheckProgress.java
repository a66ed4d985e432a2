package org.cdssl.cli;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import org.cdssl.collection.check.CollectionCheck;

/// How far a check is, with rate and time left: in place on a terminal, a line every ten seconds
/// elsewhere.
final class CheckProgress implements CollectionCheck.Progress {
  private static final double TERMINAL_EVERY_SECONDS = 0.5;
  private static final double PLAIN_EVERY_SECONDS = 10;

  private final PrintStream out;
  private final boolean terminal;
  private long began;
  private double shown;
  private int lineLength;

  private CheckProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @SuppressWarnings("SystemConsoleNull") // it is null where the launcher has no console
  static CheckProgress onStderr() {
    Console console = System.console();
    return new CheckProgress(System.err, console != null && console.isTerminal());
  }

  @Override
  public synchronized void checked(int done, int of, long bytes) {
    if (began == 0) {
      began = System.nanoTime(); // neither the scan nor the journal counts
    }
    double seconds = (System.nanoTime() - began) * 1e-9;
    if (seconds - shown < (terminal ? TERMINAL_EVERY_SECONDS : PLAIN_EVERY_SECONDS)) {
      return;
    }
    shown = seconds;
    clear();
    String line = line(done, of, bytes, seconds);
    if (terminal) {
      out.print(line);
      lineLength = line.length();
    } else {
      out.println(line);
    }
    out.flush();
  }

  static String line(int done, int of, long bytes, double seconds) {
    double rate = done / seconds;
    long left = Math.round((of - done) / rate);
    return String.format(
        Locale.ROOT,
        "%,d/%,d images  %.0f/s  %.1f MB/s  ETA %d:%02d:%02d",
        done,
        of,
        rate,
        bytes * 1e-6 / seconds,
        left / 3600,
        left / 60 % 60,
        left % 60);
  }

  /// Prints a message above the line.
  synchronized void say(String message) {
    clear();
    out.println(message);
    out.flush();
  }

  synchronized void end() {
    clear();
    out.flush();
  }

  private void clear() {
    if (lineLength > 0) {
      out.print("\r" + " ".repeat(lineLength) + "\r");
      lineLength = 0;
    }
  }
}

package org.cdssl.training;

import java.util.Locale;

/// What a finished call has done.
///
/// @param step steps done since the beginning of the run
/// @param leftOut files that could not be read
/// @param seconds this call took
public record Summary(long step, int leftOut, double seconds) {
  /// One line.
  public String describe() {
    return String.format(
        Locale.ROOT,
        "done: %d steps, %s, %d file(s) left out",
        step,
        Progress.duration(seconds),
        leftOut);
  }
}

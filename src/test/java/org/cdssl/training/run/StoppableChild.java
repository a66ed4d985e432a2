package org.cdssl.training.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.cdssl.CdsslException;

/// Main class of a child process that takes steps until it is told to stop, then saves.
final class StoppableChild {
  private StoppableChild() {}

  /// @param arguments file to save to, milliseconds of a step, milliseconds of the limit
  public static void main(String[] arguments) throws Exception {
    try {
      train(
          Path.of(arguments[0]),
          Long.parseLong(arguments[1]),
          Duration.ofMillis(Long.parseLong(arguments[2])));
    } catch (CdsslException e) {
      tell(e.getMessage());
      System.exit(e.kind().exitCode());
    }
  }

  private static void train(Path state, long stepMillis, Duration limit)
      throws IOException, InterruptedException {
    try (StopFlag stop = StopFlag.install(limit, StoppableChild::tell)) {
      tell("ready " + stop.signals());
      for (int step = 1; ; step++) {
        Thread.sleep(stepMillis);
        if (stop.requested()) {
          Thread.sleep(100);
          Files.writeString(state, "step " + step);
          throw stop.stopped("step " + step);
        }
      }
    }
  }

  private static void tell(String line) {
    System.out.println(line);
  }
}

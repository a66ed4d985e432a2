package org.cdssl.collection.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.PretrainConfig;
import org.cdssl.training.run.StopFlag;

/// Main class of a child process that prepares a collection.
final class PreparingChild {
  private PreparingChild() {}

  /// @param arguments configuration, cache
  public static void main(String[] arguments) throws IOException {
    PretrainConfig config = ConfigLoader.load(Path.of(arguments[0]), List.of()).config();
    try (StopFlag stop = StopFlag.install(Duration.ofMinutes(1), PreparingChild::tell)) {
      CacheBuilder.Summary summary =
          new CacheBuilder(
                  config,
                  Path.of(arguments[1]),
                  TestCollection.options(),
                  stop::requested,
                  PreparingChild::tell,
                  CacheProgress.NONE)
              .run();
      tell(summary.complete() ? "prepared " + summary.prepared() : "stopped");
    }
  }

  private static void tell(String line) {
    System.out.println(line);
    System.out.flush();
  }
}

package org.cdssl.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cdssl.CdsslException;
import org.cdssl.collection.cache.CacheBuilder;
import org.cdssl.collection.cache.Compression;
import org.cdssl.collection.cache.Storage;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.PretrainConfig;
import org.cdssl.training.PretextPreparation;
import org.cdssl.training.run.StopFlag;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `prepare CONFIG --out CACHE`: images decoded, resampled and windowed once.
@Command(
    name = "prepare",
    mixinStandardHelpOptions = true,
    description =
        "Prepares all images once and keeps them on disk, so that training decodes nothing.",
    footer = {
      "",
      "Run again, it does only what is missing. docs/reference/cache.md says what CACHE holds.",
      "With pretext.method: transvw it also finds the visual words, CACHE/words.json.",
      "",
      "Example:",
      "  cdssl prepare my.yaml --out /fast/cache",
      "  cdssl pretrain my.yaml --cache /fast/cache --out runs/first"
    })
final class PrepareCommand implements Callable<Integer> {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  @Parameters(paramLabel = "CONFIG", description = "YAML file; docs/reference/configuration.md")
  Path config;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "CACHE",
      description = "folder of the cache")
  Path out;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "overrides a key of the configuration, e.g. data.sources.0.spacingMm=1.5")
  List<String> overrides = new ArrayList<>();

  @Option(
      names = "--plan",
      paramLabel = "PLAN",
      description = "an edited plan.json in place of the one that the configuration gives")
  Path plan;

  @Option(
      names = "--storage",
      paramLabel = "TYPE",
      defaultValue = "uint16",
      description =
          "uint16, or uint8: half the disk, 256 levels, not quite the batches of the files"
              + " (default: ${DEFAULT-VALUE})")
  String storage;

  @Option(
      names = "--compression",
      paramLabel = "NAME",
      defaultValue = "none",
      description = "none or zstd: less disk, slower crops (default: ${DEFAULT-VALUE})")
  String compression;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "images prepared at once; 0: all cores")
  int threads;

  @Option(
      names = "--verify",
      description = "read every file and every chunk again, mend what is damaged, retry bad files")
  boolean verify;

  @Option(names = "--force", description = "go on where the disk seems too small")
  boolean force;

  @Override
  public Integer call() throws IOException {
    List<String> all = new ArrayList<>(overrides);
    all.add("data.cache=''"); // it may not be there yet
    PretrainConfig loaded = ConfigLoader.load(config, all).config();
    WorkLine line = WorkLine.onStderr();
    CacheBuilder.Options options =
        CacheBuilder.Options.of(threads > 0 ? threads : Runtime.getRuntime().availableProcessors())
            .with(
                Optional.ofNullable(plan),
                choice(Storage.class, storage, "--storage"),
                choice(Compression.class, compression, "--compression"),
                verify,
                force);
    try (StopFlag stop = StopFlag.install(STOP_LIMIT, line::say)) {
      CacheBuilder.Summary summary =
          new CacheBuilder(loaded, out, options, stop::requested, line::say, line).run();
      if (!summary.complete()) {
        throw stop.stopped("what is prepared is kept in " + out + "; the same command goes on");
      }
      line.say(describe(summary));
      if (summary.images() == 0) {
        throw CdsslException.data("no image can be used; " + out + "/cache.json says why");
      }
      all.removeLast();
      all.add("data.cache=" + out.toAbsolutePath());
      if (!PretextPreparation.run(
          ConfigLoader.load(config, all).config(), out, stop::requested, line::say)) {
        throw stop.stopped("the images are prepared; the same command goes on");
      }
    }
    return 0;
  }

  private String describe(CacheBuilder.Summary s) {
    String all =
        String.format(
            Locale.ROOT,
            "%,d images in %,d shards, %.1f MB",
            s.images(),
            s.shards(),
            s.bytes() / 1e6);
    String bad =
        s.quarantined() == 0
            ? ""
            : "; " + s.quarantined() + " cannot be used, see quarantine in " + out + "/cache.json";
    return s.made() == 0
        ? "nothing to do: " + all + " are there" + bad
        : String.format(Locale.ROOT, "prepared %,d of ", s.prepared()) + all + bad;
  }

  private static <E extends Enum<E>> E choice(Class<E> type, String text, String option) {
    for (E value : type.getEnumConstants()) {
      if (value.name().equalsIgnoreCase(text)) {
        return value;
      }
    }
    throw CdsslException.usage(
        option
            + " is one of "
            + String.join(
                ", ",
                java.util.Arrays.stream(type.getEnumConstants())
                    .map(v -> v.name().toLowerCase(Locale.ROOT))
                    .toList())
            + ", not '"
            + text
            + "'");
  }
}

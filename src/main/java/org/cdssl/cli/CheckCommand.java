package org.cdssl.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cdssl.CdsslException;
import org.cdssl.collection.check.CheckPlan;
import org.cdssl.collection.check.CheckReport;
import org.cdssl.collection.check.CollectionCheck;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.PretrainConfig;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.storage.AtomicFile;
import org.cdssl.training.run.StopFlag;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `check CONFIG|PATH...`: the integrity of a collection before any work.
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Reads every image once and says what is wrong: unreadable, truncated and damaged files, NaN,",
      "constant images, wrong units, odd geometry, masks that do not fit, missing labels, the same",
      "image twice, subjects on both sides of a split. Works on a configuration, whose sources say",
      "what the images should be, or on files and folders."
    },
    footer = {
      "",
      "With --json, or --journal, what was read is remembered in a journal, and the next check reads",
      "only what changed; a check that is stopped goes on where it was.",
      "",
      "Examples: cdssl check my.yaml --json check.json",
      "          cdssl check /archive/ct /archive/mr",
      "Exit code 3 if there are errors, 0 if there are warnings and notes only."
    })
public final class CheckCommand implements Callable<Integer> {
  private static final Duration STOP_LIMIT = Duration.ofMinutes(10);

  @Parameters(
      paramLabel = "CONFIG|PATH",
      arity = "1..*",
      description = "a .yaml configuration, or files and folders of images")
  List<Path> paths;

  @Option(names = "--json", paramLabel = "FILE", description = "write all findings as JSON")
  Path json;

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description = "where to remember what was read; default: beside the JSON")
  Path journal;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "overrides a key of the configuration")
  List<String> overrides = new ArrayList<>();

  @Option(names = "--threads", description = "files read at once; default: one a core")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--all", description = "print every finding, not only the first of each kind")
  boolean all;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (threads < 1) {
      throw CdsslException.usage("--threads must be at least 1, got " + threads);
    }
    CheckPlan plan = plan();
    Optional<Path> remembered = Optional.ofNullable(journal == null ? besideJson() : journal);
    CheckProgress progress = CheckProgress.onStderr();
    Optional<CheckReport> report;
    try (StopFlag stop = StopFlag.install(STOP_LIMIT, progress::say)) {
      report = CollectionCheck.run(plan, remembered, threads, progress, stop::requested);
      progress.end();
      if (report.isEmpty()) {
        throw stop.stopped(
            remembered
                .map(file -> "what was read is in " + file + "; the same command goes on")
                .orElse("nothing is kept without --json or --journal"));
      }
    }
    if (json != null) {
      byte[] text =
          JsonMapper.shared()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(report.get().document())
              .getBytes(StandardCharsets.UTF_8);
      AtomicFile.stream(json, out -> out.write(text));
    }
    PrintWriter out = spec.commandLine().getOut();
    FindingsTable.print(report.get(), all, json, out);
    out.flush();
    return report.get().hasErrors() ? CdsslException.Kind.DATA.exitCode() : 0;
  }

  private CheckPlan plan() throws IOException {
    boolean config = paths.stream().anyMatch(CheckCommand::isConfig);
    if (!config && !overrides.isEmpty()) {
      throw CdsslException.usage("--set needs a configuration, and none is given");
    }
    if (!config) {
      for (Path path : paths) {
        if (!Files.exists(path)) {
          throw CdsslException.data(path + ": no such file or folder");
        }
      }
      return CheckPlan.of(paths);
    }
    if (paths.size() > 1) {
      throw CdsslException.usage("give one configuration, or files and folders, not both");
    }
    PretrainConfig loaded = ConfigLoader.load(paths.getFirst(), overrides).config();
    return CheckPlan.of(loaded.data(), loaded.seed());
  }

  private static boolean isConfig(Path path) {
    return (ImageFiles.endsWith(path, ".yaml") || ImageFiles.endsWith(path, ".yml"))
        && !Files.isDirectory(path);
  }

  private Path besideJson() {
    return json == null ? null : json.resolveSibling(json.getFileName() + ".journal");
  }
}

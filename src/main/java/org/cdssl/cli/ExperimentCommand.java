package org.cdssl.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.cdssl.config.ExperimentConfig;
import org.cdssl.config.GridLoader;
import org.cdssl.config.LoadedGrid;
import org.cdssl.experiment.DryRun;
import org.cdssl.experiment.Experiment;
import org.cdssl.experiment.ExperimentLock;
import org.cdssl.experiment.Selection;
import org.cdssl.training.Progress;
import org.cdssl.training.run.StopFlag;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `experiment CONFIG --out DIR`: a grid of runs and its table.
@Command(
    name = "experiment",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a grid: ways to pre-train by tasks, label ratios and seeds, and writes its table.",
      "A grid without tasks pre-trains its rows, and the table shows the pre-trainings.",
      "The same command goes on where an earlier one was stopped or killed."
    },
    footer = {
      "",
      "Example:",
      "  cdssl experiment configs/experiments/phantom-small.yaml --out runs/phantoms --dry-run",
      "  cdssl experiment configs/experiments/phantom-small.yaml --out runs/phantoms"
    })
final class ExperimentCommand implements Callable<Integer> {
  private static final Duration STOP_LIMIT = Duration.ofMinutes(10);

  @Parameters(paramLabel = "CONFIG", description = "YAML file; docs/reference/experiment.md")
  Path config;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder of the table, and of the runs (default: experiments/NAME)")
  Path out;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      description = "folder of the runs; grids that share it share pre-trainings (default: --out)")
  Path runs;

  @Option(
      names = "--dry-run",
      description = "list every run with its cost and the hours here, and end")
  boolean dryRun;

  @Option(
      names = "--rate",
      paramLabel = "FLOPS",
      description = "with --dry-run: count hours with so many operations a second, e.g. 150e12")
  double rate;

  @Option(names = "--row", paramLabel = "NAME", description = "only this row, or group/name")
  List<String> rows = new ArrayList<>();

  @Option(names = "--task", paramLabel = "NAME", description = "only this task")
  List<String> tasks = new ArrayList<>();

  @Option(names = "--only-seed", paramLabel = "SEED", description = "only this seed")
  List<Integer> seeds = new ArrayList<>();

  @Option(names = "--retry", description = "try again what failed before")
  boolean retry;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "overrides a key of the grid, e.g. pretrain.training.epochs=2")
  List<String> overrides = new ArrayList<>();

  @Option(
      names = "--threads",
      description = "same as --set pretrain.training.threads= and finetune.training.threads=")
  Integer threads;

  @Option(
      names = "--device",
      description = "same as --set pretrain.training.device= and finetune.training.device=")
  String device;

  @Override
  public Integer call() throws IOException {
    Path tables = absolute(out == null ? Path.of("experiments", name()) : out);
    Path folder = runs == null ? tables : absolute(runs);
    Selection selection = new Selection(rows, tasks, seeds, retry);
    ExperimentConfig stated = read(folder.resolve("phantoms"), GridLoader.Wanted.NOTHING).config();
    Path phantoms = Experiment.phantoms(folder, stated);
    if (dryRun) {
      DryRun.of(read(phantoms, GridLoader.Wanted.NOTHING), folder, selection, rate)
          .forEach(System.out::println);
      return 0;
    }
    try (StopFlag stop = StopFlag.install(STOP_LIMIT, System.err::println);
        ExperimentLock lock = ExperimentLock.of(folder)) {
      Experiment.generate(folder, stated, System.err::println);
      Experiment.Outcome outcome =
          Experiment.run(
              read(phantoms, selection::takes),
              tables,
              folder,
              selection,
              stop,
              System.err::println,
              Progress::onStderr);
      System.out.printf(
          "%d of %d runs done, %d failed; table: %s, report: %s%n",
          outcome.done(),
          outcome.runs(),
          outcome.failed(),
          tables.resolve(stated.tasks().isEmpty() ? "pretraining.md" : "table.md"),
          tables.resolve("report.html"));
      return outcome.failed() > 0 ? 1 : 0;
    }
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private LoadedGrid read(Path phantoms, GridLoader.Wanted wanted) {
    return new GridLoader(Map.of("PHANTOMS", phantoms.toString()))
        .read(config, allOverrides(), wanted);
  }

  private String name() {
    return config.getFileName().toString().replaceFirst("\\.ya?ml$", "");
  }

  private List<String> allOverrides() {
    List<String> all = new ArrayList<>(overrides);
    for (String verb : List.of("pretrain", "finetune")) {
      if (threads != null) {
        all.add(verb + ".training.threads=" + threads);
      }
      if (device != null) {
        all.add(verb + ".training.device=" + device);
      }
    }
    return all;
  }
}

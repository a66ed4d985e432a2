package org.cdssl.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.cdssl.CdsslException;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.ExperimentConfig;
import org.cdssl.config.GridLoader;
import org.cdssl.config.LoadedGrid;
import org.cdssl.engine.Compute;
import org.cdssl.experiment.Experiment;
import org.cdssl.experiment.ExperimentLock;
import org.cdssl.experiment.Selection;
import org.cdssl.report.Report;
import org.cdssl.training.Progress;
import org.cdssl.training.run.StopFlag;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `demo`: the main job on generated images, from nothing to reports. It is a small grid, written
/// to `OUT/grid.yaml`: one pre-training, then two tasks with few labels, from its encoder and from
/// random weights.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Generates phantoms, pre-trains on them, fine-tunes with few labels from the encoder and from",
      "random weights, and writes report.html and few-labels.html; minutes on two cores."
    },
    footer = {"", "Example:", "  cdssl demo --out demo-run"})
final class DemoCommand implements Callable<Integer> {
  private static final String GRID = "grid.yaml";
  private static final String PRESET = "presets/experiments/few-labels.yaml";

  /// Half of what the preset says, to end within five minutes on two cores, too.
  private static final int FLOAT32_EPOCH_STEPS = 4;

  private static final Duration STOP_LIMIT = Duration.ofMinutes(2);

  @Option(
      names = "--out",
      defaultValue = "demo-run",
      description = "folder (default: ${DEFAULT-VALUE})")
  Path out;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "of the phantoms and the pre-training")
  long seed;

  @Option(
      names = "--steps",
      description =
          "of pre-training and at most of each fine-tuning; fewer end sooner and learn less"
              + " (default: as grid.yaml says; half of its pre-training where the CPU has no"
              + " bfloat16)")
  Integer steps;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "of the numerical library; 0: all cores")
  int threads;

  @Override
  public Integer call() throws IOException {
    if (Files.exists(out) && !Files.exists(out.resolve(GRID)) && !isEmpty(out)) {
      throw CdsslException.usage(out + " is not empty and not a demo; name another --out");
    }
    Path folder = out.toAbsolutePath().normalize();
    Files.createDirectories(folder);
    Path grid = folder.resolve(GRID);
    try (InputStream preset = ConfigLoader.class.getResourceAsStream(PRESET)) {
      Files.copy(preset, grid, StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> overrides = overrides();
    ExperimentConfig stated = read(grid, folder, overrides, GridLoader.Wanted.NOTHING).config();
    Path phantoms = Experiment.phantoms(folder, stated);
    try (StopFlag stop = StopFlag.install(STOP_LIMIT, System.err::println);
        ExperimentLock lock = ExperimentLock.of(folder)) {
      System.err.println("1/3 images");
      Experiment.generate(folder, stated, System.err::println);
      System.err.println("2/3 pre-training, then few labels");
      Experiment.Outcome outcome =
          Experiment.run(
              read(grid, phantoms, overrides, GridLoader.Wanted.ALL),
              folder,
              folder,
              Selection.ALL,
              stop,
              System.err::println,
              Progress::onStderr);
      Files.move(
          folder.resolve("report.html"),
          folder.resolve("few-labels.html"),
          StandardCopyOption.REPLACE_EXISTING);
      for (Path run : outcome.pretrained()) {
        Report.write(run, folder.resolve("report.html"));
        System.err.println("encoder: " + run.resolve("encoder.safetensors"));
      }
      System.out.println(Files.readString(folder.resolve("table.md")));
      System.err.println(
          "3/3 open "
              + folder.resolve("report.html")
              + " (pre-training) and "
              + folder.resolve("few-labels.html")
              + " in a browser");
      return outcome.failed() > 0 ? 1 : 0;
    }
  }

  private static LoadedGrid read(
      Path grid, Path phantoms, List<String> overrides, GridLoader.Wanted wanted) {
    return new GridLoader(Map.of("PHANTOMS", phantoms.toString())).read(grid, overrides, wanted);
  }

  private List<String> overrides() {
    List<String> all = new ArrayList<>();
    all.add("phantoms.seed=" + seed);
    all.add("pretrain.seed=" + seed);
    all.add("pretrain.training.threads=" + threads);
    all.add("finetune.training.threads=" + threads);
    if (steps == null && !Compute.cpuHasBfloat16()) {
      System.err.println(
          "no bfloat16 in this CPU's hardware: float32, and half as many steps of pre-training as"
              + " elsewhere");
      all.add("pretrain.training.stepsPerEpoch=" + FLOAT32_EPOCH_STEPS);
    }
    if (steps != null) {
      if (steps < 1) {
        throw CdsslException.usage("--steps must be at least 1, got " + steps);
      }
      int epochs = Math.min(12, steps);
      all.add("pretrain.training.epochs=" + epochs);
      all.add("pretrain.training.stepsPerEpoch=" + Math.ceilDiv(steps, epochs));
      for (int task = 0; task < 2; task++) {
        all.add("tasks." + task + ".finetune.training.epochs=1");
        all.add("tasks." + task + ".finetune.training.stepsPerEpoch=" + Math.min(15, steps));
      }
    }
    return all;
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }
}

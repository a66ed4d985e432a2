package org.cdssl.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.cdssl.CdsslException;
import org.cdssl.collection.phantom.PhantomDataset;
import org.cdssl.collection.phantom.PhantomGrid;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.PretrainConfig;
import org.cdssl.report.Report;
import org.cdssl.training.Pretraining;
import org.cdssl.training.Progress;
import org.cdssl.training.RunFolder;
import org.cdssl.training.Summary;
import org.cdssl.training.run.StopFlag;
import org.cdssl.transfer.probe.RunProbe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `demo`: the main job on generated images, from nothing to a report.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Generates phantoms, pre-trains on them, and writes report.html; minutes on two cores.",
    footer = {"", "Example:", "  cdssl demo --out demo-run"})
final class DemoCommand implements Callable<Integer> {
  private static final int VOLUMES = 24;
  private static final int XRAYS = 32;
  private static final int XRAY_SIZE = 224;
  private static final Duration STOP_LIMIT = Duration.ofMinutes(2);

  @Option(
      names = "--out",
      defaultValue = "demo-run",
      description = "folder (default: ${DEFAULT-VALUE})")
  Path out;

  @Option(names = "--seed", defaultValue = "0", description = "of the phantoms and the training")
  long seed;

  @Option(
      names = "--steps",
      description =
          "training steps; fewer end sooner and restore less (default: as demo.yaml says)")
  Integer steps;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "of the numerical library; 0: all cores")
  int threads;

  @Override
  public Integer call() throws IOException {
    Path data = out.resolve("data");
    Path run = out.resolve("run");
    if (Files.exists(out) && !Files.exists(data.resolve("labels.csv")) && !isEmpty(out)) {
      throw CdsslException.usage(out + " is not empty and not a demo; name another --out");
    }
    Progress progress = Progress.onStderr();
    try (StopFlag stop = StopFlag.install(STOP_LIMIT, progress::say)) {
      progress.say("1/3 generating " + VOLUMES + " CT phantoms and X-rays of " + XRAYS + " others");
      generate(data);
      PretrainConfig config = config(data);
      progress.say("2/3 pre-training on both together");
      RunFolder.Mode mode = new RunFolder.Mode(false, true, List.of());
      try (RunFolder folder = RunFolder.open(run, mode, progress)) {
        Summary summary =
            Pretraining.run(config, folder, stop, progress, Long.MAX_VALUE, RunProbe::of);
        progress.say(summary.describe());
      }
      Path page = out.resolve("report.html");
      Report.write(run, page);
      progress.say("3/3 open " + page.toAbsolutePath() + " in a browser");
    }
    return 0;
  }

  private void generate(Path data) throws IOException {
    PhantomDataset dataset =
        new PhantomDataset(seed, VOLUMES, XRAYS, PhantomGrid.DEMO, XRAY_SIZE, true);
    dataset.write(data, Runtime.getRuntime().availableProcessors(), done -> {});
  }

  /// demo.yaml with the phantoms as sources; phantoms of 4 mm keep their grid, so that a crop shows
  /// some anatomy.
  private PretrainConfig config(Path data) {
    List<String> overrides = new ArrayList<>();
    overrides.add("seed=" + seed);
    overrides.add("training.threads=" + threads);
    overrides.add(
        String.format(
            Locale.ROOT,
            "data.sources=[%s, %s]",
            source(
                "ct-phantoms",
                data.resolve("volumes"),
                "dimension: 3d, modality: ct, spacingMm: 0"),
            source("xray-phantoms", data.resolve("xrays"), "dimension: 2d, modality: xray")));
    if (steps != null) {
      if (steps < 1) {
        throw CdsslException.usage("--steps must be at least 1, got " + steps);
      }
      overrides.add("training.epochs=" + Math.min(12, steps));
      overrides.add("training.stepsPerEpoch=" + Math.ceilDiv(steps, Math.min(12, steps)));
    }
    return new ConfigLoader().preset("demo.yaml", overrides, ConfigLoader.Use.PRETRAIN).config();
  }

  private static String source(String name, Path folder, String rest) {
    String path =
        folder
            .toAbsolutePath()
            .toString()
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("${", "$${");
    return "{name: " + name + ", path: \"" + path + "\", " + rest + "}";
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }
}

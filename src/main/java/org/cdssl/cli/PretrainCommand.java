package org.cdssl.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.PretrainConfig;
import org.cdssl.training.Pretraining;
import org.cdssl.training.Progress;
import org.cdssl.training.RunFolder;
import org.cdssl.training.Summary;
import org.cdssl.training.run.StopFlag;
import org.cdssl.transfer.probe.RunProbe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `pretrain CONFIG --out RUN`: the main job.
@Command(
    name = "pretrain",
    mixinStandardHelpOptions = true,
    description = "Pre-trains an encoder on X-rays and volumes together.",
    footer = {
      "",
      "Example:",
      "  cdssl pretrain my.yaml --out runs/first --set training.batchSize=8",
      "  cdssl pretrain my.yaml --out runs/first --resume"
    })
final class PretrainCommand implements Callable<Integer> {
  private static final Duration STOP_LIMIT = Duration.ofMinutes(10);

  @Parameters(paramLabel = "CONFIG", description = "YAML file; docs/reference/configuration.md")
  Path config;

  @Option(names = "--out", required = true, paramLabel = "RUN", description = "folder of the run")
  Path out;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "overrides a key of the configuration, e.g. training.batchSize=8")
  List<String> overrides = new ArrayList<>();

  @Option(names = "--resume", description = "go on from the newest checkpoint of the run")
  boolean resume;

  @Option(
      names = "--from-scratch",
      description =
          "begin anew in a folder that holds a run, which is set aside in checkpoints/before-N")
  boolean fromScratch;

  @Option(
      names = "--allow-change",
      paramLabel = "KEY",
      description = "with --resume: a key that may differ from the run's")
  List<String> allowChange = new ArrayList<>();

  @Option(
      names = "--stop-after",
      paramLabel = "STEP",
      description = "save and end after this step; --resume goes on")
  long stopAfter = Long.MAX_VALUE;

  @Option(names = "--seed", description = "same as --set seed=")
  Long seed;

  @Option(names = "--threads", description = "same as --set training.threads=")
  Integer threads;

  @Option(names = "--device", description = "same as --set training.device=")
  String device;

  @Override
  public Integer call() throws IOException {
    PretrainConfig loaded = ConfigLoader.load(config, allOverrides()).config();
    Progress progress = Progress.onStderr();
    RunFolder.Mode mode = new RunFolder.Mode(resume, fromScratch, allowChange);
    try (StopFlag stop = StopFlag.install(STOP_LIMIT, progress::say);
        RunFolder folder = RunFolder.open(out, mode, progress)) {
      Summary summary = Pretraining.run(loaded, folder, stop, progress, stopAfter, RunProbe::of);
      progress.say(summary.describe());
    }
    return 0;
  }

  private List<String> allOverrides() {
    List<String> all = new ArrayList<>(overrides);
    if (seed != null) {
      all.add("seed=" + seed);
    }
    if (threads != null) {
      all.add("training.threads=" + threads);
    }
    if (device != null) {
      all.add("training.device=" + device);
    }
    return all;
  }
}

package org.cdssl.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.cdssl.CdsslException;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.config.Schema;
import org.cdssl.training.Progress;
import org.cdssl.training.RunFolder;
import org.cdssl.training.run.StopFlag;
import org.cdssl.transfer.ChannelFit;
import org.cdssl.transfer.FineTuning;
import org.cdssl.transfer.RunSplit;
import org.cdssl.transfer.Start;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `finetune CONFIG --out RUN`: learns a task from labelled images.
@Command(
    name = "finetune",
    mixinStandardHelpOptions = true,
    description = "Fine-tunes an encoder, or trains from random weights, on labelled images.",
    footer = {
      "",
      "Example:",
      "  cdssl finetune my-task.yaml --init runs/first --out runs/task",
      "  cdssl finetune my-task.yaml --init random --out runs/task-random --seed 1",
      "  cdssl finetune my-task.yaml --out runs/task --resume"
    })
final class FinetuneCommand implements Callable<Integer> {
  private static final Duration STOP_LIMIT = Duration.ofMinutes(10);

  @Parameters(paramLabel = "CONFIG", description = "YAML file; docs/reference/finetune.md")
  Path config;

  @Option(names = "--out", required = true, paramLabel = "RUN", description = "folder of the run")
  Path out;

  @Option(
      names = "--init",
      paramLabel = "RUN|FILE|random",
      description =
          "where the encoder's weights are from: a run of pretrain or finetune, a .safetensors file"
              + " with ResNet's names, or random (default: random)")
  String init;

  @Option(
      names = "--allow-partial",
      description = "keep random weights where --init has none that fit")
  boolean allowPartial;

  @Option(
      names = "--channels",
      paramLabel = "none|mean|sum",
      description =
          "what to do where the first convolution of --init takes another number of channels")
  String channels = "none";

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
    Start start = start();
    FinetuneConfig loaded =
        new ConfigLoader()
            .read(
                Schema.FINETUNE,
                config,
                allOverrides(),
                ConfigLoader.Use.FINETUNE,
                start.settings())
            .config();
    Progress progress = Progress.onStderr();
    RunFolder.Mode mode = new RunFolder.Mode(resume, fromScratch, allowChange);
    try (StopFlag stop = StopFlag.install(STOP_LIMIT, progress::say);
        RunFolder folder = RunFolder.open(out, mode, progress)) {
      FineTuning.Outcome outcome =
          FineTuning.run(
              loaded,
              start,
              RunSplit.ofRun(folder.path(), resume),
              folder,
              stop,
              progress,
              stopAfter);
      progress.say(
          "done: "
              + outcome.step()
              + " steps"
              + (outcome.result() == null ? "" : ", test " + outcome.result().describe()));
    }
    return 0;
  }

  /// What the command line says, or, when a run is resumed, what it began with.
  private Start start() throws IOException {
    Start before = resume ? Start.read(out) : null;
    if (before != null && init == null) {
      return before;
    }
    Start now = Start.of(init == null ? Start.RANDOM : init, channels(), allowPartial);
    if (before != null && !before.sha256().equals(now.sha256())) {
      throw CdsslException.usage(
          out
              + ": the run began with "
              + before.describe()
              + ", --init names "
              + now.describe()
              + "; leave --init out to go on");
    }
    return before != null ? before : now;
  }

  private ChannelFit channels() {
    try {
      return ChannelFit.valueOf(channels.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new CdsslException(
          CdsslException.Kind.USAGE, "--channels takes none, mean or sum, found " + channels, e);
    }
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

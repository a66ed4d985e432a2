package org.cdssl.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.cdssl.collection.Part;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.config.Schema;
import org.cdssl.engine.Compute;
import org.cdssl.training.Precisions;
import org.cdssl.training.run.StopFlag;
import org.cdssl.transfer.Evaluator;
import org.cdssl.transfer.ModelFile;
import org.cdssl.transfer.PartResult;
import org.cdssl.transfer.RunSplit;
import org.cdssl.transfer.Task;
import org.cdssl.transfer.Tasks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `evaluate RUN`: judges a fine-tuned model on a part of its images, or on others.
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = "Judges the model of a finetune run on labelled images, with 95 %% intervals.",
    footer = {
      "",
      "Example:",
      "  cdssl evaluate runs/task --part validation",
      "  cdssl evaluate runs/task --part all --data /data/other-hospital.npz --out other --json"
    })
final class EvaluateCommand implements Callable<Integer> {
  private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

  /// Which images; `all` is every labelled one.
  enum Which {
    training(Part.TRAINING),
    validation(Part.VALIDATION),
    test(Part.TEST),
    all(Part.TEST);

    private final Part part;

    Which(Part part) {
      this.part = part;
    }
  }

  @Parameters(paramLabel = "RUN", description = "folder of a finished finetune run")
  Path run;

  @Option(
      names = "--part",
      paramLabel = "PART",
      description = "training, validation, test or all (default: ${DEFAULT-VALUE})")
  Which part = Which.test;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "other images of the same layout; same as --set data.sources.0.path=")
  Path data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "where result.json and predictions.csv go (default: RUN/evaluation-PART, with --data"
              + " RUN/evaluation-PART-data)")
  Path out;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "overrides a key of the run")
  List<String> overrides = new ArrayList<>();

  @Option(names = "--threads", description = "same as --set training.threads=")
  Integer threads;

  @Option(names = "--device", description = "same as --set training.device=")
  String device;

  @Option(names = "--json", description = "print result.json instead of a line")
  boolean json;

  @Override
  public Integer call() throws IOException {
    ModelFile model = ModelFile.read(run);
    FinetuneConfig config =
        new ConfigLoader()
            .read(
                Schema.FINETUNE,
                run.resolve("config.yaml"),
                allOverrides(),
                ConfigLoader.Use.FINETUNE,
                "")
            .config();
    Path folder =
        out != null
            ? out
            : run.resolve("evaluation-" + part.name() + (data == null ? "" : "-data"));
    try (StopFlag stop = StopFlag.install(STOP_LIMIT, System.err::println)) {
      Compute compute = Compute.on(config.training().device(), config.training().threads());
      try (Task task =
          Tasks.forEvaluation(
              config,
              model,
              split(),
              part.part,
              part == Which.all,
              compute,
              stop::requested,
              System.err::println)) {
        PartResult result =
            Evaluator.write(
                task,
                model,
                part.part,
                Precisions.choose(config.training().precision(), compute),
                compute,
                folder,
                stop::requested);
        if (result == null) {
          throw stop.stopped("nothing was written");
        }
        System.out.println(
            json
                ? Files.readString(folder.resolve("result.json")).strip()
                : result.describe() + "; details in " + folder);
      }
    }
    return 0;
  }

  /// That of the run, unless the images are others.
  private RunSplit split() {
    boolean others = data != null || overrides.stream().anyMatch(o -> o.startsWith("data."));
    return others ? RunSplit.none() : RunSplit.ofFinished(run);
  }

  private List<String> allOverrides() {
    List<String> all = new ArrayList<>(overrides);
    if (data != null) {
      all.add("data.sources.0.path=" + data);
      all.add("data.split.file=''");
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

package org.cdssl.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.cdssl.report.Report;
import org.cdssl.storage.AtomicFile;
import org.cdssl.training.run.StopFlag;
import org.cdssl.transfer.FrozenEncoder;
import org.cdssl.transfer.ProbeData;
import org.cdssl.transfer.metric.Bootstrap;
import org.cdssl.transfer.metric.Evaluation;
import org.cdssl.transfer.metric.EvaluationFiles;
import org.cdssl.transfer.metric.Predictions;
import org.cdssl.transfer.metric.Score;
import org.cdssl.transfer.probe.PhantomTask;
import org.cdssl.transfer.probe.PrincipalComponents;
import org.cdssl.transfer.probe.ProbeTask;
import org.cdssl.transfer.probe.Probes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `probe TASK --init X`: what an encoder's frozen features are worth.
@Command(
    name = "probe",
    mixinStandardHelpOptions = true,
    description = {
      "Judges an encoder without training it: a linear and a nearest-neighbour classifier on its",
      "frozen features, fitted on the training part and judged on the test part."
    },
    footer = {
      "",
      "Example:",
      "  cdssl probe my-task.yaml --init runs/first --out probes/first",
      "  cdssl probe phantom --init random --set network.widths=[16,32,64,128]"
    })
final class ProbeCommand implements Callable<Integer> {
  private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
  private static final String PHANTOM = "phantom";

  @Parameters(
      paramLabel = "CONFIG|phantom",
      description = "a fine-tuning configuration with labelled images, or the generated task")
  String task;

  @Option(
      names = "--init",
      paramLabel = "RUN|FILE|random",
      required = true,
      description = "where the encoder's weights are from")
  String init;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "folder for result.json, predictions.csv, curves and report.html of the linear probe")
  Path out;

  @Option(names = "--images", description = "at most so many (default: ${DEFAULT-VALUE})")
  int images = 2000;

  @Option(names = "--neighbours", description = "k (default: ${DEFAULT-VALUE})")
  int neighbours = 20;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "overrides a key")
  List<String> overrides = new ArrayList<>();

  @Option(names = "--seed", description = "same as --set seed=")
  Long seed;

  @Option(names = "--threads", description = "same as --set training.threads=")
  Integer threads;

  @Option(names = "--device", description = "same as --set training.device=")
  String device;

  @Option(names = "--json", description = "print the figures as JSON")
  boolean json;

  @Override
  public Integer call() throws IOException {
    if (seed != null) {
      overrides.add("seed=" + seed);
    }
    if (threads != null) {
      overrides.add("training.threads=" + threads);
    }
    if (device != null) {
      overrides.add("training.device=" + device);
    }
    boolean phantom = task.equals(PHANTOM);
    try (StopFlag stop = StopFlag.install(STOP_LIMIT, System.err::println)) {
      FrozenEncoder encoder =
          FrozenEncoder.open(init, phantom ? null : Path.of(task), overrides, System.err::println);
      ProbeTask data =
          phantom
              ? PhantomTask.of(images, encoder.config().input().size())
              : ProbeData.of(encoder.config(), images, stop::requested, System.err::println);
      Probes.Result result =
          data.run(encoder.extractor(), ProbeData.maker(encoder.config()), neighbours);
      report(encoder, data, result);
    }
    return 0;
  }

  private void report(FrozenEncoder encoder, ProbeTask data, Probes.Result result)
      throws IOException {
    long draws = encoder.config().seed();
    Map<String, Evaluation> both = new LinkedHashMap<>();
    both.put("linear", evaluate(result.linear(), draws));
    both.put("neighbours", evaluate(result.neighbours(), draws));
    if (json) {
      SequencedMap<String, Object> all = new LinkedHashMap<>();
      all.put("init", encoder.start());
      both.forEach(
          (name, e) -> all.put(name, EvaluationFiles.estimate(e.metrics().get(Score.AUC))));
      System.out.println(JsonMapper.shared().writeValueAsString(all));
    } else {
      System.out.printf(
          "%s of %s: %d training, %d validation, %d test images%n",
          data.name(),
          encoder.start(),
          data.training().size(),
          data.validation().size(),
          data.test().size());
      both.forEach((name, e) ->
          System.out.printf(
              "%-10s  AUC %s  ACC %s%n",
              name, e.metrics().get(Score.AUC).text(), e.metrics().get(Score.ACC).text()));
    }
    if (out != null) {
      write(encoder, result, draws);
    }
  }

  private void write(FrozenEncoder encoder, Probes.Result result, long draws) throws IOException {
    Files.createDirectories(out);
    PrincipalComponents map =
        PrincipalComponents.of(result.features(), encoder.extractor().weights().compute());
    Predictions linear = result.linear();
    List<String> labels = new ArrayList<>();
    for (boolean[] truth : linear.truth()) {
      List<String> names = new ArrayList<>();
      for (int c = 0; c < truth.length; c++) {
        if (truth[c]) {
          names.add(linear.classes().get(c));
        }
      }
      labels.add(String.join("|", names));
    }
    String embedding = JsonMapper.shared().writeValueAsString(map.json(linear.ids(), labels));
    AtomicFile.stream(
        out.resolve("embedding.json"),
        stream -> stream.write(embedding.getBytes(StandardCharsets.UTF_8)));
    SequencedMap<String, Object> about = new LinkedHashMap<>();
    about.put("task", "linear probe");
    about.put("part", "test");
    about.put("init", encoder.start());
    about.put("c", result.c());
    EvaluationFiles.write(out, linear, about, draws);
    System.err.println("report: " + Report.write(out));
  }

  private static Evaluation evaluate(Predictions predictions, long draws) {
    return Evaluation.of(predictions, Bootstrap.REPLICATES, draws);
  }
}

package org.cdssl.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.ExperimentConfig;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.SourceConfig;

/// The lines below a table: what its figures are, and where the experiment is not the paper's.
final class TableNotes {
  private final Plan plan;
  private final ExperimentConfig config;

  TableNotes(Plan plan) {
    this.plan = plan;
    this.config = plan.grid().config();
  }

  List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    if (!plan.pretrainsOnly()) {
      lines.addAll(figures());
    }
    lines.addAll(pools());
    lines.addAll(config.differs());
    lines.addAll(plan.leaks());
    lines.add(progress());
    return lines;
  }

  /// What the figures of the tasks are.
  private List<String> figures() {
    List<String> lines = new ArrayList<>();
    int n = config.seeds().size();
    String pretraining =
        plan.pretraining().isEmpty()
            ? ""
            : config.pretrainPerSeed()
                ? " Every seed has a pre-training of its own."
                : " One pre-training serves all seeds, so its own spread is not in the interval.";
    lines.add(
        n == 1
            ? "Figures on the test part, of one seed ("
                + config.seeds().getFirst()
                + "); no interval over seeds."
                + pretraining
            : "Mean over the seeds "
                + config.seeds().stream().map(String::valueOf).collect(Collectors.joining(", "))
                + " on the test part ± 95 % interval of Student's t over them."
                + pretraining
                + " Intervals over subjects of single runs are in runs.csv.");
    if (config.rows().size() > 1) {
      lines.add(
          "Bold: best of its group, underlined: second. ↓: difference to the row below on the same"
              + " test images, paired bootstrap over subjects (2,000 draws) of the mean over the"
              + " seeds, two-sided; with one seed and one class DeLong. Not corrected for the number"
              + " of comparisons.");
    }
    return lines;
  }

  /// How the pre-trainings stand to the paper's, those that do so alike in one line.
  private List<String> pools() {
    PretrainConfig paper =
        new ConfigLoader()
            .preset("paper-resnet18.yaml", List.of(), ConfigLoader.Use.SETTINGS)
            .config();
    Map<String, List<String>> alike = new LinkedHashMap<>();
    for (PretrainRun run : plan.pretraining()) {
      String sources =
          run.config().data().sources().stream()
              .map(SourceConfig::name)
              .collect(Collectors.joining(", "));
      String here = describe(run.config());
      if (!here.equals(describe(paper))) {
        alike.computeIfAbsent(here + " on " + sources, _ -> new ArrayList<>()).add(run.name());
      }
    }
    List<String> lines = new ArrayList<>();
    alike.forEach((here, names) ->
        lines.add(
            "Differs from the paper's "
                + describe(paper)
                + " on 377,088 X-rays and 6,453 volumes: "
                + here
                + " ("
                + String.join("; ", names)
                + ")."));
    return lines;
  }

  private static String describe(PretrainConfig config) {
    return String.format(
        Locale.ROOT,
        "%,d steps of %d at %s",
        (long) config.training().epochs() * config.training().stepsPerEpoch(),
        config.training().batchSize(),
        config.views().globalSize());
  }

  private String progress() throws IOException {
    Standing standing = Standing.of(plan);
    return standing.done()
        + " of "
        + standing.runs()
        + (plan.pretrainsOnly() ? " pre-trainings are done" : " runs are done")
        + (standing.failed() > 0 ? ", " + standing.failed() + " failed" : "")
        + (plan.pretrainsOnly() || standing.done() == standing.runs()
            ? "."
            : "; a figure is shown when all its seeds are.");
  }
}

package org.cdssl.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.cdssl.CdsslException;
import org.cdssl.config.ConfigDiff;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.ConfigWriter;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Precision;
import org.cdssl.engine.safetensors.NamedTensor;
import org.cdssl.engine.safetensors.SafetensorsWriter;
import org.cdssl.report.Report;
import org.cdssl.storage.AtomicFile;
import org.cdssl.training.checkpoint.Checkpoint;
import org.cdssl.training.checkpoint.CheckpointStore;
import org.cdssl.training.checkpoint.DiskNeed;
import org.cdssl.training.checkpoint.PublishResult;
import org.cdssl.training.run.MetricsLog;
import org.cdssl.training.run.Provenance;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The folder of a run and how it begins, goes on and ends.
///
/// `config.yaml` (effective), `provenance.json`, `data.json`, `metrics.jsonl`, `timing.jsonl`,
/// `log.txt`, `checkpoints/`, `pictures/`, `encoder.safetensors`, `encoder.json`, `report.html`;
/// `debug/` after a failure.
public final class RunFolder implements AutoCloseable {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /// What to do where the folder holds a run already.
  ///
  /// @param resume go on from its newest checkpoint
  /// @param fromScratch set its checkpoints aside and begin anew
  /// @param allowChange keys that may differ from the run that is resumed; `threads`, `data` and
  ///   `cpuLevel` besides the configuration's
  public record Mode(boolean resume, boolean fromScratch, List<String> allowChange) {
    public static Mode fresh() {
      return new Mode(false, false, List.of());
    }
  }

  private final Path folder;
  private final Mode mode;
  private CheckpointStore store;
  private MetricsLog metrics;
  private MetricsLog timing;
  private String configText;
  private String provenanceText;
  private final Progress progress;

  private RunFolder(Path folder, Mode mode, Progress progress) {
    this.folder = folder;
    this.mode = mode;
    this.progress = progress;
  }

  /// Claims the folder; refuses one that holds a run unless the mode says what to do with it.
  public static RunFolder open(Path folder, Mode mode, Progress progress) throws IOException {
    if (mode.resume() && mode.fromScratch()) {
      throw CdsslException.usage(
          "--resume goes on with a run and --from-scratch begins anew: give one");
    }
    if (!mode.resume() && !mode.fromScratch() && holdsRun(folder)) {
      throw CdsslException.usage(
          folder
              + " holds a run already: --resume goes on with it, --from-scratch sets it aside and"
              + " begins anew, or name another --out");
    }
    Files.createDirectories(folder);
    progress.keep(folder.resolve("log.txt"), null);
    return new RunFolder(folder, mode, progress);
  }

  private static boolean holdsRun(Path folder) throws IOException {
    if (Files.exists(folder.resolve("metrics.jsonl"))) {
      return true;
    }
    Path checkpoints = folder.resolve("checkpoints");
    if (!Files.isDirectory(checkpoints)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(checkpoints)) {
      return entries.findAny().isPresent();
    }
  }

  /// Restores what there is to resume, and writes what is known before the first step.
  public void begin(
      RunPlan plan, Compute compute, Precision precision, TrainingState state, Consumer<String> say)
      throws IOException {
    store = CheckpointStore.open(folder.resolve("checkpoints"), plan.retention(), say);
    Provenance now =
        Provenance.now(
            Map.of(
                "pytorch",
                Compute.version(),
                "precision",
                precision.name().toLowerCase(Locale.ROOT),
                "device",
                compute.name()),
            Compute.cpuLevel(),
            plan.seed(),
            plan.dataSha256(),
            compute.threads());
    if (mode.fromScratch()) {
      Optional<Path> aside = store.setAllAside();
      if (aside.isPresent()) {
        moveInto(aside.get());
        say.accept("the earlier run is in " + aside.get());
      }
    } else {
      Optional<Checkpoint> latest = store.openLatest(say);
      if (latest.isPresent()) {
        refuseChanges(latest.get(), plan, now, say);
        state.restore(latest.get());
        say.accept("resuming after step " + state.step);
      } else if (mode.resume()) {
        say.accept("no checkpoint yet: beginning at step 1");
      }
    }
    configText = ConfigWriter.write(plan.config());
    provenanceText = now.toJson();
    AtomicFile.write(folder.resolve("config.yaml"), configText);
    AtomicFile.write(folder.resolve("provenance.json"), provenanceText);
    writeData(plan.data());
    long after = state.step == 0 ? -1 : state.step;
    metrics = MetricsLog.open(folder.resolve("metrics.jsonl"), after, say);
    timing = MetricsLog.open(folder.resolve("timing.jsonl"), after, say);
    progress.keep(folder.resolve("log.txt"), timing);
    DiskNeed need =
        DiskNeed.of(
            folder, state.bytes(), plan.steps(), plan.checkpointEverySteps(), plan.retention());
    say.accept(need.describe());
    need.warning().ifPresent(warning -> say.accept("warning: " + warning));
  }

  private void refuseChanges(
      Checkpoint checkpoint, RunPlan plan, Provenance now, Consumer<String> say)
      throws IOException {
    Record before =
        new ConfigLoader()
            .read(
                plan.schema(),
                checkpoint.member("config.yaml"),
                List.of(),
                ConfigLoader.Use.SETTINGS,
                "")
            .config();
    List<String> changes = new ArrayList<>();
    ConfigDiff.refused(ConfigDiff.between(before, plan.config()), mode.allowChange())
        .forEach(change -> changes.add(change.toString()));
    Provenance then = Provenance.read(checkpoint.member("provenance.json"));
    refuse(changes, "threads", "training.threads", then.threads(), now.threads());
    refuse(changes, "data", "data.sources", then.dataSha256(), now.dataSha256());
    refuse(changes, "cpuLevel", "cpuLevel", then.cpuLevel(), now.cpuLevel());
    if (!changes.isEmpty()) {
      throw CdsslException.usage(
          folder
              + ": not as when the run began, so going on would not repeat the uninterrupted run; "
              + "pass --allow-change KEY for each change that is meant\n  "
              + String.join("\n  ", changes));
    }
    for (String difference : then.differencesTo(now)) {
      say.accept("note: not as when the run began: " + difference);
    }
  }

  /// Refuses a change of what the run stands on, unless its own key or the configuration's is
  /// allowed.
  private void refuse(List<String> refused, String key, String setting, Object was, Object is) {
    boolean allowed =
        mode.allowChange().stream()
            .anyMatch(a -> a.equals(key) || a.equals(setting) || setting.startsWith(a + "."));
    if (!was.equals(is) && !allowed) {
      refused.add(key + ": " + was + " -> " + is);
    }
  }

  /// Moves what an earlier run has left beside its checkpoints.
  private void moveInto(Path aside) throws IOException {
    for (String name :
        List.of(
            "config.yaml",
            "provenance.json",
            "data.json",
            "metrics.jsonl",
            "timing.jsonl",
            "pictures",
            "debug",
            EncoderExport.WEIGHTS,
            EncoderExport.CARD,
            "model.safetensors",
            "model.json",
            "load.json",
            "predictions.csv",
            "result.json",
            "report.html")) {
      if (Files.exists(folder.resolve(name))) {
        Files.move(folder.resolve(name), aside.resolve(name));
      }
    }
  }

  private void writeData(Map<String, Object> data) throws IOException {
    AtomicFile.write(folder.resolve("data.json"), JSON.writeValueAsString(data) + "\n");
  }

  public Path path() {
    return folder;
  }

  public MetricsLog metrics() {
    return metrics;
  }

  Path pictures() {
    return folder.resolve("pictures");
  }

  /// Publishes a checkpoint. One that cannot be written is said and the run goes on (P5).
  public void save(TrainingState state, Consumer<String> say) {
    metrics.force();
    timing.force();
    switch (store.publish(state.step, state.members(configText, provenanceText))) {
      case PublishResult.Published published -> {
        published.warnings().forEach(warning -> say.accept("warning: " + warning));
      }
      case PublishResult.Failed failed -> say.accept("warning: " + failed.problem());
    }
  }

  /// Writes the batch of a failing step, for looking at and for doing it again (P7).
  ///
  /// @param step counted from 1
  /// @param what of the batch, for `batch.json`
  /// @return the folder
  public Path dump(long step, Map<String, Object> what, List<NamedTensor> tensors)
      throws IOException {
    Path debug =
        Files.createDirectories(
            folder.resolve(String.format(Locale.ROOT, "debug/step-%08d", step)));
    AtomicFile.write(debug.resolve("batch.json"), JSON.writeValueAsString(what) + "\n");
    SafetensorsWriter.write(debug.resolve("views.safetensors"), tensors, Map.of());
    return debug;
  }

  /// What a finished run leaves besides its log and checkpoints.
  @FunctionalInterface
  public interface Export {
    void write(Path folder, String provenance) throws IOException;
  }

  /// Exports and writes the report.
  ///
  /// @param leftOut number of files that could not be read
  public void finish(Export export, Map<String, Object> data, int leftOut, Consumer<String> say)
      throws IOException {
    writeData(data);
    metrics.force();
    timing.force();
    export.write(folder, provenanceText);
    Path page = Report.write(folder);
    if (leftOut > 0) {
      say.accept(
          leftOut
              + " file(s) could not be read and were left out; "
              + folder.resolve("data.json")
              + " names them");
    }
    say.accept("encoder: " + folder.resolve(EncoderExport.WEIGHTS) + "  report: " + page);
  }

  @Override
  public void close() throws IOException {
    if (metrics != null) {
      metrics.close();
    }
    if (timing != null) {
      timing.close();
    }
  }
}

package org.cdssl.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.cdssl.training.checkpoint.Checkpoint;
import org.cdssl.training.checkpoint.CheckpointStore;
import org.cdssl.training.run.Provenance;

/// A run folder: how far it is, whether its newest checkpoint is whole, and where it comes from.
final class RunInspector implements Inspector {
  @Override
  public boolean accepts(Path path) {
    return Files.isRegularFile(path.resolve("provenance.json"))
        && Files.isRegularFile(path.resolve("config.yaml"));
  }

  @Override
  public Inspection inspect(Path path) throws IOException {
    Provenance provenance = Provenance.read(path.resolve("provenance.json"));
    StringBuilder text = new StringBuilder();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", "run");
    Optional<Checkpoint> latest =
        CheckpointStore.findLatest(
            path.resolve("checkpoints"), note -> ImageInspector.line(text, "note", note));
    String where = latest.map(c -> "checkpoint of step " + c.step()).orElse("no checkpoint");
    json.put("step", latest.map(Checkpoint::step).orElse(null));
    json.put("encoder", Files.isRegularFile(path.resolve("encoder.safetensors")));
    json.put("codeVersion", provenance.codeVersion());
    json.put("libraries", provenance.libraries());
    json.put("seed", provenance.seed());
    json.put("threads", provenance.threads());
    json.put("cpuLevel", provenance.cpuLevel());
    json.put("dataSha256", provenance.dataSha256());
    json.put("startedAt", provenance.startedAt());
    ImageInspector.line(text, "checkpoint", where + latest.map(c -> ", verified").orElse(""));
    json.forEach((key, value) -> {
      if (value != null && !"kind".equals(key) && !"step".equals(key)) {
        ImageInspector.line(text, key, value.toString());
      }
    });
    return new Inspection("run, " + where, text.toString(), json);
  }
}

package org.cdssl.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.cdssl.collection.ImageDecoder;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.MemoryBudget;
import org.cdssl.collection.Part;
import org.cdssl.collection.Target;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.config.Schema;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.config.TaskConfig;
import org.cdssl.engine.Compute;
import org.cdssl.image.PreparedImage;
import org.cdssl.training.Progress;
import org.cdssl.training.RunFolder;
import org.cdssl.training.checkpoint.Checkpoint;
import org.cdssl.training.checkpoint.CheckpointStore;
import org.cdssl.training.run.StopFlag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A task of generated images that a tiny network learns in seconds: is the bright blob in the left
/// or in the right half? Nothing is read from disk.
final class TinyTask {
  static final int SIDE = 16;

  private final Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private StopFlag stop;
  UnaryOperator<Task> wrap = task -> task;

  TinyTask(Path folder) {
    this.folder = folder;
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  static FinetuneConfig config(String... overrides) {
    List<String> all = new ArrayList<>(List.of("training.threads=1"));
    all.addAll(List.of(overrides));
    return new ConfigLoader()
        .preset(Schema.FINETUNE, "finetune-tiny.yaml", all, ConfigLoader.Use.SETTINGS, "")
        .config();
  }

  /// Whether the blob of image `i` is on the right.
  static boolean right(int i) {
    return (i * 7 + i / 3) % 2 == 1;
  }

  static PreparedImage image(String id, int i, boolean flat) {
    int nz = flat ? 1 : SIDE;
    short[] values = new short[SIDE * SIDE * nz];
    int x0 = right(i) ? 11 : 4;
    for (int v = 0; v < values.length; v++) {
      int x = v % SIDE - x0 - i % 3 + 1;
      int y = v / SIDE % SIDE - 6 - i % 4;
      int z = flat ? 0 : v / (SIDE * SIDE) - 8;
      double blob = 30000 * Math.exp(-(x * x + y * y + z * z) / 12.0);
      double noise = 15000 * (0.5 + 0.5 * Math.sin(v * (1.7 + 0.013 * i) + i));
      values[v] = (short) (int) (blob + noise);
    }
    return new PreparedImage(id, flat, SIDE, SIDE, nz, values);
  }

  static ImageEntry entry(int i, boolean flat, Part part, Target target) {
    return ImageEntry.of(
            "tiny",
            "s" + i / 2,
            "image-" + i,
            Path.of("tiny/image-" + i),
            flat ? Dimension.D2 : Dimension.D3,
            Modality.OTHER,
            0,
            1)
        .withPart(part)
        .withTarget(target);
  }

  static Target target(FinetuneConfig config, int i) {
    return config.task().kind() == TaskConfig.Kind.FINDINGS
        ? new Target.Findings(List.of(right(i), i % 3 == 0))
        : new Target.ClassIndex(right(i) ? 1 : 0);
  }

  /// 42 images, 24 for training, 8 for validation, 10 for test.
  static LabelledImages images(FinetuneConfig config, boolean flat) {
    return images(config, flat, entry -> image(entry.id(), number(entry), flat));
  }

  static int number(ImageEntry entry) {
    return Integer.parseInt(entry.path().substring("image-".length()));
  }

  static LabelledImages images(FinetuneConfig config, boolean flat, ImageDecoder decoder) {
    Map<Part, List<ImageEntry>> parts = new EnumMap<>(Part.class);
    for (int i = 0; i < 42; i++) {
      Part part = i < 24 ? Part.TRAINING : i < 32 ? Part.VALIDATION : Part.TEST;
      parts
          .computeIfAbsent(part, _ -> new ArrayList<>())
          .add(entry(i, flat, part, target(config, i)));
    }
    return new LabelledImages(parts, decoder, new MemoryBudget(1 << 24), 0.5, "0".repeat(64));
  }

  static Labels labels(FinetuneConfig config) {
    return new Labels(config.task().kind(), List.of("left", "right"));
  }

  static ClassificationTask task(FinetuneConfig config, boolean flat) {
    Compute compute = Compute.on("cpu", config.training().threads());
    Compute.seed(config.seed());
    return new ClassificationTask(
        config, labels(config), images(config, flat), new Classifier(config, 2, compute));
  }

  FineTuning.Outcome train(String out, long stopAfter, String... overrides) throws IOException {
    return train(out, stopAfter, RunFolder.Mode.fresh(), false, overrides);
  }

  FineTuning.Outcome resume(String out, long stopAfter, String... overrides) throws IOException {
    return train(out, stopAfter, new RunFolder.Mode(true, false, List.of()), false, overrides);
  }

  FineTuning.Outcome train(
      String out, long stopAfter, RunFolder.Mode mode, boolean flat, String... overrides)
      throws IOException {
    said.reset();
    Progress progress = new Progress(new PrintStream(said, true, StandardCharsets.UTF_8), false);
    FinetuneConfig config = config(overrides);
    try (StopFlag flag = StopFlag.install(Duration.ofMinutes(1), progress::say);
        RunFolder run = RunFolder.open(path(out), mode, progress)) {
      stop = flag;
      Task task = wrap.apply(task(config, flat));
      Compute compute = task.weights().compute();
      return new FineTuning(config, task, "random", compute, run, flag, progress).train(stopAfter);
    }
  }

  StopFlag stop() {
    return stop;
  }

  List<String> said() {
    return said.toString(StandardCharsets.UTF_8).lines().toList();
  }

  JsonNode json(String file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(path(file)));
  }

  List<JsonNode> metrics(String out, String type) throws IOException {
    return Files.readAllLines(path(out).resolve("metrics.jsonl")).stream()
        .map(JsonMapper.shared()::readTree)
        .filter(line -> line.path("type").asString("").equals(type))
        .toList();
  }

  /// SHA-256 of what must be the same to the bit.
  Map<String, String> bits(String out) throws Exception {
    Checkpoint latest =
        CheckpointStore.findLatest(path(out).resolve("checkpoints"), line -> {}).orElseThrow();
    Map<String, String> bits = new TreeMap<>();
    for (String member :
        List.of("model.safetensors", "optimizer.safetensors", "best.safetensors", "state.json")) {
      bits.put("checkpoint " + member, sha256(latest.member(member)));
    }
    for (String file : List.of("metrics.jsonl", "result.json", "predictions.csv", "model.json")) {
      if (Files.exists(path(out).resolve(file))) {
        bits.put(file, sha256(path(out).resolve(file)));
      }
    }
    return bits;
  }

  static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }
}

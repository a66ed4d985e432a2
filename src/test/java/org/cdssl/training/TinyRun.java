package org.cdssl.training;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.PretrainConfig;
import org.cdssl.engine.Compute;
import org.cdssl.engine.StateDict;
import org.cdssl.engine.safetensors.NamedTensor;
import org.cdssl.image.Geometry;
import org.cdssl.image.Image2d;
import org.cdssl.image.Volume;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.nifti.NiftiWriter;
import org.cdssl.image.format.raster.PngWriter;
import org.cdssl.pretext.Pretext;
import org.cdssl.pretext.Pretexts;
import org.cdssl.training.RunFolder.Mode;
import org.cdssl.training.checkpoint.Checkpoint;
import org.cdssl.training.checkpoint.CheckpointStore;
import org.cdssl.training.run.StopFlag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A folder with generated images and the smallest configuration that has every part: steps take
/// milliseconds.
public final class TinyRun {
  /// Long enough that no test sees its end; most stop after step 40.
  public static final int STEPS = 400;

  private final Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private StopFlag stop;

  private TinyRun(Path folder) {
    this.folder = folder;
  }

  /// Writes `volumes/`, `xrays/` and `my.yaml`.
  public static TinyRun in(Path folder, int volumes, int xrays) throws IOException {
    Files.createDirectories(folder.resolve("volumes"));
    Files.createDirectories(folder.resolve("xrays"));
    for (int i = 0; i < volumes; i++) {
      NiftiWriter.write(folder.resolve("volumes/v" + i + ".nii.gz"), volume(i), VoxelType.INT16);
    }
    for (int i = 0; i < xrays; i++) {
      PngWriter.write(folder.resolve("xrays/x" + i + ".png"), xray(i));
    }
    String sources =
        (volumes > 0 ? "    - {name: ct, path: volumes, dimension: 3d, modality: ct}\n" : "")
            + (xrays > 0 ? "    - {name: cxr, path: xrays, dimension: 2d, modality: xray}\n" : "");
    Files.writeString(
        folder.resolve("my.yaml"),
        """
        extends: tiny.yaml
        data:
          heldOut: 0.25
          sources:
        %spseudo3d: {imageSize: 24, localImageSize: 16, window: 3}
        views:
          globalSize: 16x16x8
          localSize: 8x8x4
          locals: 2
          globalShapes: [16x16x8, 20x20x10]
          localShapes: [8x8x4]
          swaps: 4
          swapBlock: 2x4x2
        network: {stemKernel: [3, 3, 3], widths: [4, 4, 8, 8], blocks: [1, 1, 1, 1], decoderWidths: [8, 8, 4, 4, 4]}
        training:
          epochs: 40
          stepsPerEpoch: 10
          batchSize: 4
          volumeShare: 0.4
          threads: 1
          workers: 1
          checkpointEverySteps: 7
          pictureEverySteps: 0
          heldOutEverySteps: 10
          collapseEverySteps: 5
        """
            .formatted(sources));
    return new TinyRun(folder);
  }

  /// A bright blob in air, in HU.
  private static Volume volume(int i) {
    int n = 20;
    int nz = 14;
    float[] voxels = new float[n * n * nz];
    for (int v = 0; v < voxels.length; v++) {
      double x = v % n - 6 - i % 8;
      double y = v / n % n - 9;
      double z = v / (n * n) - 7;
      double inside = Math.exp(-(x * x + y * y + z * z) / (20 + 3 * i));
      voxels[v] = (float) Math.rint(-1000 + 1300 * inside + 40 * Math.sin(v * (0.7 + 0.01 * i)));
    }
    return new Volume(n, n, nz, voxels, Geometry.ofSpacing(1, 1, 1));
  }

  private static Image2d xray(int i) {
    int n = 36;
    float[] pixels = new float[n * n];
    for (int p = 0; p < pixels.length; p++) {
      double wave = Math.sin(p % n * (0.2 + 0.02 * i)) * Math.cos(p / n * 0.3 + i);
      pixels[p] = (float) Math.rint(127 + 120 * wave);
    }
    return new Image2d(n, n, pixels, 255);
  }

  public Path config() {
    return folder.resolve("my.yaml");
  }

  public Path path(String name) {
    return folder.resolve(name);
  }

  /// The configuration with `key=value` overrides.
  PretrainConfig config(String... overrides) {
    return ConfigLoader.load(config(), List.of(overrides)).config();
  }

  /// A new run.
  Summary train(String out, long stopAfter, String... overrides) throws IOException {
    return train(out, stopAfter, Mode.fresh(), Pretexts::of, overrides);
  }

  /// Goes on with a run.
  Summary resume(String out, long stopAfter, String... overrides) throws IOException {
    return train(out, stopAfter, new Mode(true, false, List.of()), Pretexts::of, overrides);
  }

  /// A run of a method.
  Summary train(
      String out,
      long stopAfter,
      Mode mode,
      BiFunction<PretrainConfig, Compute, Pretext> method,
      String... overrides)
      throws IOException {
    EncoderProbe.Maker none =
        config -> {
          throw new AssertionError("no probe was asked for");
        };
    return train(out, stopAfter, mode, method, none, overrides);
  }

  /// A run of a method that is probed.
  Summary train(
      String out,
      long stopAfter,
      Mode mode,
      BiFunction<PretrainConfig, Compute, Pretext> method,
      EncoderProbe.Maker probe,
      String... overrides)
      throws IOException {
    said.reset();
    Progress progress = new Progress(new PrintStream(said, true, StandardCharsets.UTF_8), false);
    try (StopFlag flag = StopFlag.install(Duration.ofMinutes(1), progress::say);
        RunFolder run = RunFolder.open(path(out), mode, progress)) {
      stop = flag;
      return new Pretraining(config(overrides), run, flag, progress, method, probe)
          .train(stopAfter);
    }
  }

  /// The flag of the run that is going on.
  StopFlag stop() {
    return stop;
  }

  /// What the last run has told.
  List<String> said() {
    return said.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /// A process that runs `cdssl` with these arguments.
  Process cdssl(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "org.cdssl.cli.Main"));
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(path("child.log").toFile())
        .start();
  }

  /// Waits until the run has logged a step.
  void awaitStep(String out, long step, Process child) throws Exception {
    Path metrics = path(out).resolve("metrics.jsonl");
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (lastStep(metrics) < step) {
      if (!child.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError("no step " + step + ": " + Files.readString(path("child.log")));
      }
      Thread.sleep(2);
    }
  }

  /// Largest step that has a whole line; 0 without any.
  static long lastStep(Path metrics) throws IOException {
    if (!Files.exists(metrics)) {
      return 0;
    }
    String text = Files.readString(metrics);
    return text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .mapToLong(line -> JsonMapper.shared().readTree(line).path("step").asLong())
        .max()
        .orElse(0);
  }

  /// The lines of `metrics.jsonl` of a type.
  List<JsonNode> metrics(String out, String type) throws IOException {
    return Files.readAllLines(path(out).resolve("metrics.jsonl")).stream()
        .map(JsonMapper.shared()::readTree)
        .filter(line -> line.path("type").asString("").equals(type))
        .toList();
  }

  JsonNode json(String file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(path(file)));
  }

  Checkpoint latest(String out) throws IOException {
    return CheckpointStore.findLatest(path(out).resolve("checkpoints"), line -> {}).orElseThrow();
  }

  /// SHA-256 of what P3 promises to be the same to the bit.
  Map<String, String> bits(String out) throws IOException {
    Checkpoint latest = latest(out);
    Map<String, String> bits = new TreeMap<>();
    bits.put("step", Long.toString(latest.step()));
    for (String member : List.of("model.safetensors", "optimizer.safetensors", "state.json")) {
      bits.put(member, sha256(Files.readAllBytes(latest.member(member))));
    }
    bits.put("metrics.jsonl", sha256(Files.readAllBytes(path(out).resolve("metrics.jsonl"))));
    return bits;
  }

  /// SHA-256 of named tensors as they are now.
  static String sha256(Map<String, Tensor> tensors) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (NamedTensor tensor : StateDict.of(tensors)) {
        digest.update(tensor.data().get());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

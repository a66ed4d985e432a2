package org.cdssl.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.cdssl.CdsslException;
import org.cdssl.config.ExperimentConfig;
import org.cdssl.config.GridLoader;
import org.cdssl.config.LoadedGrid;
import org.cdssl.training.Progress;
import org.cdssl.training.run.StopFlag;

/// A grid whose runs take a second together: two rows, two tasks, few steps.
final class TinyGrid {
  static final String TEXT =
      """
      title: Tiny
      seeds: [0, 1]
      average: false
      phantoms: {volumes: 4, xrays: 4, size: 32x32x24, spacingMm: 12.0, xraySize: 48, cropPatients: 36, cropSize: 16, cases: 10, caseSize: 16x16x16, caseSpacingMm: 20.0}
      pretrain:
        extends: tiny.yaml
        data:
          sources:
            - {name: ct, path: "${PHANTOMS}/volumes", dimension: 3d, modality: ct, spacingMm: 0}
            - {name: xray, path: "${PHANTOMS}/xrays", dimension: 2d, modality: xray}
        pseudo3d: {imageSize: 32, localImageSize: 16}
        views: {globalShapes: [32x32x16], locals: 1}
        training: {epochs: 2, stepsPerEpoch: 3, batchSize: 2, threads: 1, workers: 0, checkpointEverySteps: 2, pictureEverySteps: 0}
      finetune:
        training: {epochs: 2, stepsPerEpoch: 3, batchSize: 4, threads: 1, workers: 0, checkpointEverySteps: 2, precision: float32}
      tasks:
        - name: organs
          labelRatios: [0.5]
          finetune:
            task: {classes: [heart, liver, spleen, kidney, aorta, spine]}
            data: {sources: [{name: organs, kind: medmnist, path: "${PHANTOMS}/organs.npz", spacingMm: 0}]}
            input: {size: 16x16x16}
        - name: masks
          percent: true
          finetune:
            task: {kind: segmentation}
            data: {sources: [{name: cases, kind: msd, path: "${PHANTOMS}/Task90_Phantom"}], split: {by: subject}}
            network: {decoderWidths: [16, 16, 16, 8, 8]}
            segmentation: {patch: 16x16x16, decoderNorm: instance}
      rows:
        - {name: ours}
        - {name: random, init: random}
      """;

  private final Path folder;
  private final String text;
  final ByteArrayOutputStream said = new ByteArrayOutputStream();

  TinyGrid(Path folder, String text) {
    this.folder = folder;
    this.text = text;
  }

  Path out() {
    return folder.resolve("out");
  }

  Path file() throws IOException {
    Files.createDirectories(folder);
    return Files.writeString(folder.resolve("grid.yaml"), text);
  }

  LoadedGrid load(String... overrides) throws IOException {
    Path file = file();
    ExperimentConfig stated =
        new GridLoader(Map.of("PHANTOMS", "x"))
            .read(file, List.of(overrides), GridLoader.Wanted.NOTHING)
            .config();
    Experiment.generate(out(), stated, _ -> {});
    return new GridLoader(Map.of("PHANTOMS", Experiment.phantoms(out(), stated).toString()))
        .read(file, List.of(overrides), GridLoader.Wanted.ALL);
  }

  /// @param onLine told each line, with the flag that stops the call
  Experiment.Outcome run(
      Selection selection, java.util.function.BiConsumer<String, StopFlag> onLine, String... set)
      throws IOException {
    LoadedGrid grid = load(set);
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    try (StopFlag stop = StopFlag.install(Duration.ofMinutes(5), _ -> {});
        ExperimentLock lock = ExperimentLock.of(out())) {
      Consumer<String> say =
          line -> {
            stream.println(line);
            onLine.accept(line, stop);
          };
      return Experiment.run(
          grid, out(), out(), selection, stop, say, () -> new Progress(stream, false));
    }
  }

  /// Runs, and is told to stop when the n-th run of this call has begun.
  ///
  /// @return whether there was one
  boolean stoppedInRun(int n) throws IOException {
    AtomicInteger begun = new AtomicInteger();
    try {
      run(
          Selection.ALL,
          (line, stop) -> {
            if (line.startsWith("== ") && begun.incrementAndGet() == n) {
              stop.request("test");
            }
          });
      return false;
    } catch (CdsslException e) {
      assertThat(e.kind()).isEqualTo(CdsslException.Kind.STOPPED);
      return true;
    }
  }

  Experiment.Outcome run() throws IOException {
    return run(Selection.ALL, (_, _) -> {});
  }

  /// What must be the same however often the work was interrupted: table, and each cell's figures.
  Map<String, String> figures() throws IOException {
    Map<String, String> figures = new TreeMap<>();
    for (String name : List.of("table.md", "table.csv", "runs.csv")) {
      figures.put(name, Files.readString(out().resolve(name)));
    }
    try (Stream<Path> files = Files.walk(out().resolve("cells"))) {
      for (Path file : files.filter(f -> f.endsWith("result.json")).toList()) {
        // the encoder's file says when its run began, so its hash is another each time
        figures.put(
            out().relativize(file).toString(),
            Files.readString(file).replaceAll("sha256:[0-9a-f]{64}", "sha256"));
      }
    }
    return figures;
  }
}

package org.cdssl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.Pointer;
import org.cdssl.engine.safetensors.SafetensorsFile;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.Pretexts;
import org.cdssl.pretext.ViewTensors;
import org.cdssl.training.RunFolder.Mode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What a finished run leaves behind, from one run of 60 steps.
class FinishedRunTest {
  private static final int STEPS = 60;

  @TempDir static Path folder;

  private static TinyRun tiny;
  private static List<String> said;

  /// Native objects alive before each step.
  private static final List<Long> POINTERS = new ArrayList<>();

  @BeforeAll
  static void run() throws Exception {
    tiny = TinyRun.in(folder, 8, 8);
    tiny.train(
        "run",
        Long.MAX_VALUE,
        Mode.fresh(),
        (config, compute) ->
            new HookedPretext(Pretexts.of(config, compute)) {
              @Override
              void beforeLoss(ViewTensors views, Moment moment) {
                POINTERS.add(Pointer.totalCount());
              }
            },
        "training.epochs=6",
        "training.pictureEverySteps=25");
    said = tiny.said();
  }

  @Test
  void theFolderHoldsWhatIsPromised() throws Exception {
    for (String name :
        List.of(
            "config.yaml",
            "provenance.json",
            "data.json",
            "metrics.jsonl",
            "timing.jsonl",
            "log.txt",
            "checkpoints",
            "pictures/step-000000-xray.png",
            "pictures/step-000025-volume.png",
            "pictures/step-000060-volume.png",
            "encoder.safetensors",
            "encoder.json",
            "report.html")) {
      assertThat(tiny.path("run/" + name)).exists();
    }
    assertThat(tiny.path("run/debug")).doesNotExist();
    assertThat(tiny.path("run/log.txt"))
        .content()
        .contains("X-rays in memory")
        .contains("encoder: ");
    assertThat(said).last().asString().contains("report.html");
  }

  @Test
  void theEncoderIsThatOfTheModelBitForBitWithoutPrefix() throws Exception {
    try (SafetensorsFile model =
            SafetensorsFile.open(tiny.latest("run").member("model.safetensors"));
        SafetensorsFile encoder = SafetensorsFile.open(tiny.path("run/encoder.safetensors"))) {
      List<String> names =
          model.tensors().keySet().stream()
              .filter(name -> name.startsWith("encoder."))
              .map(name -> name.substring("encoder.".length()))
              .toList();
      assertThat(encoder.tensors().keySet()).containsExactlyInAnyOrderElementsOf(names);
      assertThat(names)
          .contains("conv1.weight", "bn1.running_mean", "layer4.0.downsample.0.weight");
      for (String name : names) {
        assertThat(encoder.entry(name).shape()).isEqualTo(model.entry("encoder." + name).shape());
        assertThat(encoder.read(name)).as(name).isEqualTo(model.read("encoder." + name));
      }
    }
  }

  @Test
  void theCardSaysWhatAReaderNeeds() throws Exception {
    JsonNode card = tiny.json("run/encoder.json");
    assertThat(card.get("weights").asString()).isEqualTo("encoder.safetensors");
    assertThat(card.get("pretext").asString()).isEqualTo("pcrlv2");
    JsonNode architecture = card.get("architecture");
    assertThat(architecture.get("widths").toString()).isEqualTo("[4,4,8,8]");
    assertThat(architecture.get("blocks").toString()).isEqualTo("[1,1,1,1]");
    assertThat(architecture.get("stemKernel").toString()).isEqualTo("[3,3,3]");
    for (String key :
        List.of("stemStride", "poolKernel", "poolStride", "stageStrides", "norm", "shortcut")) {
      assertThat(architecture.has(key)).as(key).isTrue();
    }
    JsonNode input = card.get("input");
    assertThat(input.get("size").asString()).isEqualTo("16x16x8");
    assertThat(input.get("xray").get("window").asInt()).isEqualTo(3);
    assertThat(input.get("xray").get("imageSize").asInt()).isEqualTo(24);
    assertThat(input.get("intensity").has("ct")).isTrue();
    assertThat(card.get("monai").asString()).contains("[4, 4, 8, 8]");
    long parameters = 0;
    try (SafetensorsFile encoder = SafetensorsFile.open(tiny.path("run/encoder.safetensors"))) {
      for (var entry : encoder.tensors().entrySet()) {
        if (!entry.getKey().contains("running_") && !entry.getKey().contains("num_batches")) {
          parameters += LongStream.of(entry.getValue().shape()).reduce(1, (a, b) -> a * b);
        }
      }
    }
    assertThat(architecture.get("parameters").asLong()).isEqualTo(parameters);
  }

  @Test
  void everyStepHasALineWithEveryKey() throws Exception {
    List<JsonNode> steps = tiny.metrics("run", "step");
    assertThat(steps).hasSize(STEPS);
    for (int i = 0; i < STEPS; i++) {
      JsonNode line = steps.get(i);
      assertThat(line.propertyNames())
          .containsExactly(
              "type",
              "step",
              "epoch",
              "lr",
              "loss",
              "restore",
              "global",
              "mid",
              "local",
              "beta",
              "gradNorm",
              "count2d",
              "count3d");
      assertThat(line.get("step").asInt()).isEqualTo(i + 1);
      assertThat(line.get("epoch").asInt()).isEqualTo(i / 10);
      assertThat(line.get("count2d").asInt() + line.get("count3d").asInt()).isEqualTo(4);
      double sum =
          line.get("restore").asDouble()
              + line.get("global").asDouble()
              + line.get("beta").asDouble() * line.get("mid").asDouble()
              + line.get("local").asDouble();
      assertThat(line.get("loss").asDouble()).isCloseTo(sum, within(1e-5));
    }
    int volumes = steps.stream().mapToInt(line -> line.get("count3d").asInt()).sum();
    assertThat(volumes).as("0.4 of 240 samples").isEqualTo(96);
    assertThat(Files.readAllLines(tiny.path("run/timing.jsonl"))).hasSize(STEPS);
  }

  @Test
  void theCollapseStatisticsComeEveryFiveStepsAndReachTheReport() throws Exception {
    List<JsonNode> lines = tiny.metrics("run", "collapse");
    assertThat(lines)
        .extracting(line -> line.get("step").asInt())
        .containsExactly(5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60);
    for (JsonNode line : lines) {
      assertThat(line.get("levels"))
          .extracting(level -> level.get("level").asString())
          .containsExactly("encoder", "head");
      for (JsonNode level : line.get("levels")) {
        assertThat(level.get("std").asDouble()).isPositive();
        assertThat(level.get("meanCosine").asDouble()).isBetween(-1.0, 1.0);
        assertThat(level.has("warn")).isTrue();
      }
      double encoder = line.get("levels").get(0).get("threshold").asDouble();
      assertThat(encoder).isCloseTo(0.01 / Math.sqrt(8), within(1e-9));
      // of the decoder level that was drawn, of 4 or 8 channels
      double head = line.get("levels").get(1).get("threshold").asDouble();
      assertThat(Math.round(0.01 / (head * head))).isIn(4L, 8L);
    }
    assertThat(tiny.path("run/report.html")).content().contains("Collapse statistics");
  }

  @Test
  void theHeldOutImagesAreScoredAtTheStartEveryTenStepsAndAtTheEnd() throws Exception {
    List<JsonNode> lines = tiny.metrics("run", "heldOut");
    assertThat(lines)
        .extracting(line -> line.get("step").asInt())
        .containsExactly(0, 10, 20, 30, 40, 50, 60);
    for (JsonNode line : lines) {
      assertThat(line.get("images2d").asInt()).isEqualTo(2);
      assertThat(line.get("images3d").asInt()).isEqualTo(2);
      double mean = (line.get("restore2d").asDouble() + line.get("restore3d").asDouble()) / 2;
      assertThat(line.get("restore").asDouble()).isCloseTo(mean, within(1e-9));
    }
    double first = lines.getFirst().get("restore").asDouble();
    assertThat(lines.getLast().get("restore").asDouble()).isLessThan(0.9 * first);
  }

  @Test
  void theDataFileCountsImagesAndSubjects() throws Exception {
    JsonNode data = tiny.json("run/data.json");
    assertThat(data.get("bad")).isEmpty();
    assertThat(data.get("pools")).hasSize(2);
    for (JsonNode pool : data.get("pools")) {
      assertThat(pool.get("images").asInt()).isEqualTo(8);
      assertThat(pool.get("subjects").asInt()).isEqualTo(8);
      assertThat(pool.get("heldOut").asInt()).isEqualTo(2);
    }
  }

  @Test
  void theReportShowsBothDimensions() throws Exception {
    String page = Files.readString(tiny.path("run/report.html"));
    assertThat(page).contains("X-ray").contains("olume").contains("data:image/png;base64,");
    assertThat(page.split("data:image/png;base64,", -1).length - 1).as("pictures").isGreaterThan(5);
  }

  @Test
  void noNativeObjectIsLeftBehindByAStep() {
    assertThat(POINTERS).hasSize(STEPS);
    long early = POINTERS.subList(15, 21).stream().mapToLong(n -> n).max().orElseThrow();
    long late = POINTERS.subList(21, STEPS).stream().mapToLong(n -> n).max().orElseThrow();
    assertThat(late).as("before each step: %s", POINTERS).isLessThanOrEqualTo(early);
  }
}

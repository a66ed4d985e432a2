package org.cdssl.transfer.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Part;
import org.cdssl.collection.Target;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.config.Schema;
import org.cdssl.engine.Adam;
import org.cdssl.engine.Compute;
import org.cdssl.engine.StepScope;
import org.cdssl.image.Volume;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.LoadedImage;
import org.cdssl.transfer.ModelFile;
import org.cdssl.transfer.metric.Dice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SegmentationTaskTest {
  private static final Compute CPU = Compute.on("cpu", 1);

  @TempDir Path folder;

  @Test
  void learnsBallsAndJudgesThemAsThePredictedFilesDo() throws Exception {
    List<ImageEntry> entries = new ArrayList<>();
    for (int seed = 0; seed < 8; seed++) {
      entries.add(TestCases.write(folder, seed, TestCases.TURNED, 18, 16, 17));
    }
    FinetuneConfig config = config("segmentation.spacingMm=[1.5,1.5,1.5]");
    Compute.seed(3);
    SegmentationTask task =
        new SegmentationTask(
            config,
            TestCases.CLASSES,
            Map.of(
                Part.TRAINING, entries.subList(0, 5),
                Part.VALIDATION, entries.subList(5, 6),
                Part.TEST, entries.subList(6, 8)),
            "abc",
            CPU);
    task.preload(
        () -> false,
        line -> {
          throw new AssertionError(line);
        });
    assertThat(task.stepsPerPass()).isEqualTo(3);
    double first = train(task, 70);
    assertThat(first).isGreaterThan(1);
    task.weights().setTraining(false);
    var validation = task.evaluate(Part.VALIDATION, () -> false);
    assertThat(validation.score()).isGreaterThan(0.7);
    assertThat(task.evaluate(Part.VALIDATION, () -> true)).isNull();
    var test = (SegmentationResult) task.evaluate(Part.TEST, () -> false);
    test.write(folder);
    JsonNode result =
        JsonMapper.shared().readTree(JsonMapper.shared().writeValueAsString(test.result(7)));
    assertThat(result.path("value").asDouble()).isEqualTo(test.score());
    assertThat(result.path("classes").get(1).path("name").asString()).isEqualTo("core");
    assertThat(result.path("classes").get(1).path("hd95Mm").path("value").asDouble())
        .isBetween(0.0, 20.0);
    assertThat(result.path("cases")).hasSize(2);
    assertThat(result.path("worst").get(0).path("dice").asDouble())
        .isLessThanOrEqualTo(result.path("worst").get(1).path("dice").asDouble());
    assertThat(Files.readAllLines(folder.resolve("cases.csv"))).hasSize(5);
    assertThat(folder.resolve("pictures/case-01.png")).exists();
    assertThat(Files.readString(folder.resolve("pictures/case-01.json"))).contains("orange: ball");

    task.export(folder, "test");
    SegmentationModel model = SegmentationModel.open(ModelFile.read(folder), CPU);
    double[][] dice = new double[2][2];
    for (int i = 0; i < 2; i++) {
      ImageEntry entry = entries.get(6 + i);
      Path mask = folder.resolve("predicted-" + i + ".nii.gz");
      List<String> said = new ArrayList<>();
      assertThat(model.predict(entry.file(), mask, said::add, () -> false)).isTrue();
      assertThat(said.getFirst()).contains("takes about").contains("MiB: image");
      Volume predicted = volume(mask);
      Volume image = volume(entry.file());
      assertThat(predicted.geometry()).isEqualTo(image.geometry());
      assertThat(new int[] {predicted.nx(), predicted.ny(), predicted.nz()})
          .containsExactly(18, 16, 17);
      byte[] reference = labels(volume(((Target.Mask) entry.target()).file()));
      for (int c = 0; c < 2; c++) {
        dice[i][c] = Dice.of(labels(predicted), reference, c + 1);
      }
    }
    assertThat(Dice.mean(dice, new int[] {1, 1})).isCloseTo(test.score(), within(1e-12));
    assertThat(model.predict(entries.get(6).file(), folder.resolve("no.nii"), s -> {}, () -> true))
        .isFalse();
    assertThat(folder.resolve("no.nii")).doesNotExist();
  }

  @Test
  void anOrganCountsWithItsTumourWhereToldTo() {
    List<String> classes = List.of("liver", "tumour");
    List<Region> apart = Region.of(classes, config().segmentation());
    assertThat(apart).extracting(Region::name).containsExactly("liver", "tumour");
    List<Region> union =
        Region.of(classes, config("segmentation.organIncludesTumor=true").segmentation());
    assertThat(union).extracting(Region::name).containsExactly("liver ∪ tumour", "tumour", "liver");
    assertThat(union).extracting(Region::headline).containsExactly(true, true, false);
    CaseScore score =
        CaseScore.ofDice("a", "a", new byte[] {1, 1, 2, 0}, new byte[] {1, 2, 2, 0}, union);
    assertThat(score.dice()).containsExactly(new double[] {1, 2 / 3.0, 2 / 3.0}, within(1e-12));
    assertThat(score.mean(union)).isCloseTo(5 / 6.0, within(1e-12));
  }

  @Test
  void aFrozenEncoderKeepsItsWeightsAndStatistics() throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    for (int seed = 0; seed < 2; seed++) {
      entries.add(TestCases.write(folder, seed, TestCases.TURNED, 12, 12, 12));
    }
    FinetuneConfig config = config("training.freezeEncoder=true");
    SegmentationTask task =
        new SegmentationTask(config, TestCases.CLASSES, Map.of(Part.TRAINING, entries), "abc", CPU);
    Map<String, float[]> before = tensors(task);
    train(task, 2);
    Map<String, float[]> after = tensors(task);
    before.forEach((name, values) -> {
      if (name.startsWith("encoder.")) {
        assertThat(after.get(name)).as(name).isEqualTo(values);
      }
    });
    assertThat(after.get("head.last.weight")).isNotEqualTo(before.get("head.last.weight"));
  }

  private static Map<String, float[]> tensors(SegmentationTask task) {
    Map<String, float[]> all = new java.util.HashMap<>();
    task.weights().all().forEach((name, t) -> all.put(name, org.cdssl.engine.TensorIo.floats(t)));
    return all;
  }

  /// @return the loss of the first step
  private static double train(SegmentationTask task, int steps) {
    Adam adam = new Adam(task.weights(), 0);
    double first = 0;
    for (int step = 0; step < steps; step++) {
      try (StepScope scope = StepScope.open()) {
        var loss = task.loss(task.batch(step));
        loss.backward();
        first = step == 0 ? loss.item_float() : first;
        adam.step(0.01, 1);
      }
      task.weights().clearGradients();
    }
    return first;
  }

  private static Volume volume(Path file) throws IOException {
    return ((LoadedImage.Solid) ImageFiles.read(file)).volume();
  }

  private static byte[] labels(Volume volume) {
    byte[] labels = new byte[volume.voxels().length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) volume.voxels()[i];
    }
    return labels;
  }

  private static FinetuneConfig config(String... overrides) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "task.kind=segmentation",
                "segmentation.patch=16x16x16",
                "segmentation.foregroundShare=1",
                "network.stemStride=[1,1,1]",
                "network.poolKernel=[]",
                "network.widths=[6,6,8,8]",
                "network.decoderWidths=[8,8,6,6,6]",
                "training.batchSize=2"));
    all.addAll(List.of(overrides));
    return new ConfigLoader()
        .preset(Schema.FINETUNE, "finetune-tiny.yaml", all, ConfigLoader.Use.SETTINGS, "")
        .config();
  }
}

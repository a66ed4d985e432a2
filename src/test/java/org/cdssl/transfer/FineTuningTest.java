package org.cdssl.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.CdsslException;
import org.cdssl.collection.Part;
import org.cdssl.engine.Weights;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The loop learns, keeps the best epoch, tests once, and a run that is interrupted in any way and
/// resumed is the uninterrupted one to the bit (P3, P6, P7).
class FineTuningTest {
  private static final long ALL = Long.MAX_VALUE;

  @TempDir Path folder;
  private TinyTask tiny;

  @BeforeEach
  void task() {
    tiny = new TinyTask(folder);
  }

  @Test
  void itLearnsATaskAndReportsTheTestPartOnce() throws Exception {
    FineTuning.Outcome outcome = tiny.train("run", ALL, "training.epochs=8");
    assertThat(outcome.step()).isEqualTo(24); // 24 images in batches of 8
    assertThat(outcome.result().score()).isGreaterThan(0.9);
    JsonNode result = tiny.json("run/result.json");
    assertThat(result.path("metric").asString()).isEqualTo("auc");
    assertThat(result.path("value").asDouble()).isEqualTo(outcome.result().score());
    assertThat(result.path("rows").asInt()).isEqualTo(10);
    assertThat(result.path("subjects").asInt()).isEqualTo(5);
    assertThat(result.path("init").asString()).isEqualTo("random");
    assertThat(tiny.metrics("run", "validation")).hasSize(8);
    List<String> rows = Files.readAllLines(tiny.path("run/predictions.csv"));
    assertThat(rows).hasSize(11);
    assertThat(rows.getFirst()).isEqualTo("id,subject,truth,left,right");
    for (String file :
        List.of(
            "encoder.safetensors",
            "encoder.json",
            "model.safetensors",
            "model.json",
            "report.html",
            "config.yaml",
            "data.json",
            "provenance.json")) {
      assertThat(tiny.path("run").resolve(file)).as(file).exists();
    }
  }

  @Test
  void theTestedWeightsAreThoseOfTheBestValidationEpoch() throws Exception {
    tiny.train("run", ALL, "training.epochs=6", "training.learningRate=0.02");
    List<JsonNode> lines = tiny.metrics("run", "validation");
    double best = Double.NEGATIVE_INFINITY;
    int epoch = 0;
    for (JsonNode line : lines) {
      boolean better = line.path("auc").asDouble() > best;
      assertThat(line.path("best").asBoolean()).isEqualTo(better);
      if (better) {
        best = line.path("auc").asDouble();
        epoch = line.path("epoch").asInt();
      }
    }
    assertThat(tiny.json("run/result.json").path("epoch").asInt()).isEqualTo(epoch);
  }

  @ParameterizedTest
  @ValueSource(strings = {"training.workers=0", "training.workers=2"})
  void sevenStepsAndTheRestAreTheWholeRun(String workers) throws Exception {
    String[] settings = {"training.epochs=5", "head.dropout=0.3", "augmentation.shift=2"};
    tiny.train("straight", ALL, settings);
    String[] own = {settings[0], settings[1], settings[2]};
    assertThat(tiny.train("parts", 7, own).step()).isEqualTo(7);
    assertThat(tiny.path("parts/result.json")).doesNotExist();
    tiny.resume("parts", ALL, own);
    assertThat(tiny.bits("parts")).isEqualTo(tiny.bits("straight"));
    String[] busy = {settings[0], settings[1], settings[2], workers};
    tiny.train("workers", ALL, busy);
    Map<String, String> other = tiny.bits("workers");
    assertThat(other.get("metrics.jsonl")).isEqualTo(tiny.bits("straight").get("metrics.jsonl"));
  }

  @Test
  void aRunThatIsStoppedWhileItValidatesOrTestsMakesUpForIt() throws Exception {
    tiny.train("straight", ALL, "training.epochs=3");
    for (Part part : List.of(Part.VALIDATION, Part.TEST)) {
      String out = "stopped-" + part;
      tiny.wrap =
          task ->
              new ForwardingTask(task) {
                @Override
                public PartResult evaluate(Part asked, BooleanSupplier stop) throws IOException {
                  if (asked == part) {
                    tiny.stop().request("test");
                  }
                  return super.evaluate(asked, stop);
                }
              };
      CdsslException stopped =
          catchThrowableOfType(
              CdsslException.class, () -> tiny.train(out, ALL, "training.epochs=3"));
      assertThat(stopped.kind()).isEqualTo(CdsslException.Kind.STOPPED);
      assertThat(tiny.path(out + "/result.json")).doesNotExist();
      tiny.wrap = task -> task;
      tiny.resume(out, ALL, "training.epochs=3");
      assertThat(tiny.bits(out)).isEqualTo(tiny.bits("straight"));
    }
  }

  @Test
  void aFrozenEncoderStaysAsItWasToTheBitIncludingItsRunningStatistics() throws Exception {
    Weights fresh = TinyTask.task(TinyTask.config(), false).weights();
    tiny.train("run", ALL, "training.freezeEncoder=true", "training.epochs=2");
    Weights trained = TinyTask.task(TinyTask.config(), false).weights();
    ModelFile.read(tiny.path("run")).load(trained);
    for (Map.Entry<String, Tensor> e : fresh.all().entrySet()) {
      boolean same = e.getValue().equal(trained.all().get(e.getKey()));
      assertThat(same).as(e.getKey()).isEqualTo(e.getKey().startsWith("encoder."));
    }
  }

  @Test
  void aStepThatIsNotFiniteIsSkippedAndItsBatchWritten() throws Exception {
    tiny.wrap =
        task ->
            new ForwardingTask(task) {
              private int calls;

              @Override
              public Tensor loss(TaskBatch batch) {
                Tensor loss = super.loss(batch);
                return calls++ == 2 ? loss.mul(new org.bytedeco.pytorch.Scalar(Float.NaN)) : loss;
              }
            };
    tiny.train("nan", ALL, "training.epochs=2");
    List<JsonNode> steps = tiny.metrics("nan", "step");
    assertThat(steps).hasSize(6);
    assertThat(steps.get(2).path("skipped").asBoolean()).isTrue();
    assertThat(tiny.metrics("nan", "event").getFirst().path("kind").asString())
        .isEqualTo("nonFinite");
    JsonNode batch = tiny.json("nan/debug/step-00000003/batch.json");
    assertThat(batch.path("images").size()).isEqualTo(8);
    assertThat(tiny.path("nan/debug/step-00000003/views.safetensors")).exists();
  }

  @Test
  void resumingWithAnotherRecipeIsRefusedKeyByKey() throws Exception {
    tiny.train("run", 4, "training.epochs=3");
    CdsslException refused =
        catchThrowableOfType(
            CdsslException.class,
            () -> tiny.resume("run", ALL, "training.epochs=3", "training.learningRate=0.5"));
    assertThat(refused.kind()).isEqualTo(CdsslException.Kind.USAGE);
    assertThat(refused).hasMessageContaining("training.learningRate: 0.001 -> 0.5");
  }

  @Test
  void findingsAndFlatImagesThroughPseudo3dAreLearntToo() throws Exception {
    FineTuning.Outcome outcome =
        tiny.train(
            "flat",
            ALL,
            org.cdssl.training.RunFolder.Mode.fresh(),
            true,
            "task.kind=findings",
            "training.epochs=14",
            "pseudo3d.imageSize=16",
            "pseudo3d.localImageSize=16",
            "pseudo3d.window=3");
    JsonNode result = tiny.json("flat/result.json");
    assertThat(result.path("task").asString()).isEqualTo("findings");
    assertThat(result.path("classes").size()).isEqualTo(2);
    assertThat(result.path("classes").get(1).path("auc").path("value").asDouble())
        .isGreaterThan(0.9);
    assertThat(outcome.result().score()).isBetween(0.5, 1.0);
  }
}

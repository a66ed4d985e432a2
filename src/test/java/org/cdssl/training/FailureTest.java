package org.cdssl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.cdssl.CdsslException;
import org.cdssl.engine.safetensors.SafetensorsFile;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.Pretext;
import org.cdssl.pretext.Pretexts;
import org.cdssl.pretext.ViewTensors;
import org.cdssl.training.RunFolder.Mode;
import org.cdssl.training.checkpoint.Checkpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What goes wrong while a run goes on: numbers (P7), disks (P5), files (P13).
class FailureTest {
  @TempDir Path folder;

  private TinyRun tiny;

  @BeforeEach
  void writeImages() throws IOException {
    tiny = TinyRun.in(folder, 8, 8);
  }

  /// Makes the input of some steps NaN and notes parameters and buffers before each.
  private static final class Poisoned extends HookedPretext {
    private final Set<Long> steps;
    private final Map<Long, String> weights;

    Poisoned(Pretext inner, Set<Long> steps, Map<Long, String> weights) {
      super(inner);
      this.steps = steps;
      this.weights = weights;
    }

    @Override
    void beforeLoss(ViewTensors views, Moment moment) {
      weights.put(moment.step(), TinyRun.sha256(weights().all()));
      if (steps.contains(moment.step() + 1)) {
        views.globals().getFirst().fill_(new Scalar(Float.NaN));
      }
    }
  }

  @Test
  void aStepThatIsNotFiniteChangesNeitherParametersNorBuffersAndTheRunGoesOn() throws Exception {
    Map<Long, String> before = new HashMap<>();
    tiny.train(
        "nan",
        9,
        Mode.fresh(),
        (config, compute) ->
            new Poisoned(Pretexts.of(config, compute), Set.of(4L, 6L, 7L), before));
    assertThat(before).hasSize(9);
    // the state before step n + 1 is that before step n where step n was refused
    for (long step = 0; step < 8; step++) {
      boolean same = before.get(step).equals(before.get(step + 1));
      assertThat(same).as("step %d", step + 1).isEqualTo(Set.of(4L, 6L, 7L).contains(step + 1));
    }
    assertThat(tiny.metrics("nan", "event"))
        .extracting(line -> line.get("step").asLong())
        .containsExactly(4L, 6L, 7L);
    assertThat(tiny.metrics("nan", "step").get(3).get("skipped").asBoolean()).isTrue();
    assertThat(tiny.metrics("nan", "step").get(3).get("loss").asString()).isEqualTo("NaN");
    assertThat(tiny.metrics("nan", "step").get(4).has("skipped")).isFalse();
    assertThat(String.join("\n", tiny.said()))
        .contains("step 4: loss NaN")
        .contains("step-00000004");
  }

  @Test
  void theBatchOfARefusedStepIsKept() throws Exception {
    tiny.train(
        "dump",
        2,
        Mode.fresh(),
        (config, compute) ->
            new Poisoned(Pretexts.of(config, compute), Set.of(2L), new HashMap<>()));
    var batch = tiny.json("dump/debug/step-00000002/batch.json");
    assertThat(batch.get("step").asLong()).isEqualTo(2);
    assertThat(batch.get("images")).hasSize(4);
    assertThat(batch.get("images").toString()).contains(".png").contains(".nii.gz");
    try (SafetensorsFile views =
        SafetensorsFile.open(tiny.path("dump/debug/step-00000002/views.safetensors"))) {
      assertThat(views.tensors().keySet())
          .containsExactlyInAnyOrder("global.0", "global.1", "target.0", "locals");
      assertThat(views.entry("global.1").shape()).containsExactly(4, 1, 8, 16, 16);
      assertThat(views.entry("locals").shape()).containsExactly(8, 1, 4, 8, 8);
      float[] input = new float[4 * 8 * 16 * 16];
      views.read("global.0").asFloatBuffer().get(input);
      assertThat(input).containsOnly(Float.NaN);
    }
  }

  @Test
  void tooManyInARowEndTheRunWithExit4AndSayWhereTheBatchIs() throws Exception {
    CdsslException error =
        catchThrowableOfType(
            CdsslException.class,
            () ->
                tiny.train(
                    "exit4",
                    20,
                    Mode.fresh(),
                    (config, compute) ->
                        new Poisoned(
                            Pretexts.of(config, compute), Set.of(3L, 5L, 6L, 7L), new HashMap<>()),
                    "training.maxNonFinite=2"));
    assertThat(error.kind().exitCode()).isEqualTo(4);
    assertThat(error)
        .hasMessageContaining("step 7")
        .hasMessageContaining("3 times in a row")
        .hasMessageContaining(tiny.path("exit4/debug/step-00000007").toString())
        .hasMessageContaining("--resume");
    assertThat(tiny.path("exit4/debug/step-00000007/batch.json")).exists();
  }

  @Test
  void aCheckpointThatCannotBeWrittenLeavesTheRunAliveAndThePreviousOneWhole() throws Exception {
    Path checkpoints = tiny.path("full/checkpoints");
    Path away = tiny.path("away");
    tiny.train(
        "full",
        21,
        Mode.fresh(),
        (config, compute) ->
            new HookedPretext(Pretexts.of(config, compute)) {
              @Override
              void beforeLoss(ViewTensors views, Moment moment) {
                try {
                  if (moment.step() == 8) { // from now on nothing can be written there
                    Files.move(checkpoints, away);
                    Files.writeString(checkpoints, "a file in the way");
                  } else if (moment.step() == 16) {
                    Files.delete(checkpoints);
                    Files.move(away, checkpoints);
                    assertThat(tiny.latest("full").step()).isEqualTo(7);
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
            });
    assertThat(tiny.said())
        .filteredOn(line -> line.startsWith("warning: "))
        .singleElement()
        .asString()
        .contains("checkpoint of step 14 was not written");
    assertThat(tiny.latest("full").step()).isEqualTo(21);
    tiny.train("straight", 21);
    assertThat(tiny.bits("full")).isEqualTo(tiny.bits("straight"));
  }

  @Test
  void aTruncatedFileIsLeftOutCountedAndNamed() throws Exception {
    Path bad = tiny.path("volumes/v3.nii.gz");
    byte[] bytes = Files.readAllBytes(bad);
    Files.write(bad, Arrays.copyOf(bytes, bytes.length / 2));
    Summary summary = tiny.train("bad", 3, "data.heldOut=0");
    assertThat(summary.leftOut()).isEqualTo(1);
    assertThat(summary.describe()).contains("1 file(s) left out");
    assertThat(tiny.said())
        .contains("7 volumes in memory")
        .anyMatch(line -> line.startsWith("left out: ") && line.contains("v3.nii.gz"))
        .anyMatch(line -> line.startsWith("1 file(s) could not be read and were left out"));
    assertThat(tiny.path("bad/log.txt")).content().contains("left out: ").contains("v3.nii.gz");
    var data = tiny.json("bad/data.json");
    assertThat(data.get("bad")).hasSize(1);
    assertThat(data.get("bad").get(0).get("file").asString()).contains("v3.nii.gz");
    assertThat(data.get("bad").get(0).get("reason").asString()).contains("v3.nii.gz");
    Checkpoint latest = tiny.latest("bad");
    assertThat(latest.step()).isEqualTo(3);
  }

  @Test
  void withoutAnyReadableImageTheRunEndsWithExit3() {
    CdsslException error =
        catchThrowableOfType(
            CdsslException.class,
            () -> {
              for (int i = 0; i < 8; i++) {
                Files.writeString(tiny.path("volumes/v" + i + ".nii.gz"), "no image");
              }
              tiny.train("none", 3, "data.sources=[" + source() + "]");
            });
    assertThat(error.kind().exitCode()).isEqualTo(3);
    assertThat(List.of(error.getMessage().split("\n")))
        .first()
        .asString()
        .contains("cannot be read");
  }

  private String source() {
    return "{name: ct, path: " + tiny.path("volumes") + ", dimension: 3d, modality: ct}";
  }
}

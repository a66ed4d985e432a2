package org.cdssl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cdssl.engine.safetensors.Dtype;
import org.cdssl.engine.safetensors.NamedTensor;
import org.cdssl.engine.safetensors.SafetensorsWriter;
import org.cdssl.image.format.FormatException;
import org.cdssl.training.checkpoint.CheckpointStore;
import org.cdssl.training.checkpoint.Retention;
import org.cdssl.training.run.Provenance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectRunTest {
  @TempDir Path folder;

  @Test
  void weightsAreListedWithTypeAndShape() throws Exception {
    Path file = folder.resolve("w.safetensors");
    NamedTensor tensor =
        new NamedTensor(
            "conv1.weight", Dtype.F32, new long[] {2, 3}, () -> ByteBuffer.allocate(24));
    SafetensorsWriter.write(file, List.of(tensor), Map.of("format", "pt"));
    Inspection inspection = new WeightsInspector().inspect(file);
    assertThat(inspection.summary()).isEqualTo("safetensors, 1 tensors, 6 values");
    assertThat(inspection.text()).contains("conv1.weight").contains("F32 [2, 3]");
    assertThat(inspection.json()).containsEntry("metadata", Map.of("format", "pt"));
  }

  @Test
  void damagedWeightsAreRefusedByName() throws Exception {
    Path file = Files.write(folder.resolve("w.safetensors"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> new WeightsInspector().inspect(file))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("w.safetensors");
  }

  @Test
  void aRunTellsTheStepOfItsNewestWholeCheckpoint() throws Exception {
    Files.writeString(folder.resolve("config.yaml"), "seed: 1\n");
    Provenance.now(Map.of("pytorch", "x"), "AVX2", 7, "abc", 2)
        .write(folder.resolve("provenance.json"));
    CheckpointStore store =
        CheckpointStore.open(folder.resolve("checkpoints"), new Retention(3, 0), note -> {});
    store.publish(5, members -> members.add("a.txt", "five"));
    store.publish(9, members -> members.add("a.txt", "nine"));
    Files.writeString(folder.resolve("checkpoints/step-00000009/a.txt"), "NINE");
    RunInspector inspector = new RunInspector();
    assertThat(inspector.accepts(folder)).isTrue();
    Inspection inspection = inspector.inspect(folder);
    assertThat(inspection.json()).containsEntry("step", 5L).containsEntry("seed", 7L);
    assertThat(inspection.text()).contains("damaged").contains("checkpoint of step 5, verified");
    assertThat(folder.resolve("checkpoints/step-00000009")).as("only looked at").exists();
  }
}

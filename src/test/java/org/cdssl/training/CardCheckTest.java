package org.cdssl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.PretrainConfig;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.RngState;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.cdssl.engine.safetensors.SafetensorsFile;
import org.cdssl.pretext.Pretext;
import org.cdssl.pretext.Pretexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// P23: the card is proven before the first step.
class CardCheckTest {
  @TempDir Path folder;

  private final Compute compute = Compute.on("cpu", 1);
  private final PretrainConfig config =
      new ConfigLoader()
          .preset(
              "tiny.yaml",
              List.of("network.widths=[16, 16, 16, 16]", "network.shortcut=a"),
              ConfigLoader.Use.SETTINGS)
          .config();

  @Test
  void aSoundCardPassesAndLeavesNoTrace() throws Exception {
    Pretext pretext = Pretexts.of(config, compute);
    String before = TinyRun.sha256(pretext.weights().all());
    float[] rng = TensorIo.floats(RngState.get());
    CardCheck.run(config, pretext, compute);
    assertThat(TinyRun.sha256(pretext.weights().all())).isEqualTo(before);
    assertThat(TensorIo.floats(RngState.get())).isEqualTo(rng);
    assertThat(pretext.weights().training()).isTrue();
  }

  @Test
  void aCardThatDescribesAnotherNetworkIsFoundOut() throws Exception {
    Pretext pretext = Pretexts.of(config, compute);
    for (String[] lie :
        List.of(
            new String[] {"\"stemStride\":[2,2,2]", "\"stemStride\":[1,1,1]", "other features"},
            new String[] {
              "\"widths\":[16,16,16,16]", "\"widths\":[16,16,16,32]", "does not take"
            })) {
      EncoderExport.write(folder, config, pretext, "{}");
      Path card = folder.resolve(EncoderExport.CARD);
      String compact =
          tools.jackson.databind.json.JsonMapper.shared()
              .readTree(Files.readString(card))
              .toString();
      assertThat(compact).contains(lie[0]);
      Files.writeString(card, compact.replace(lie[0], lie[1]));
      assertThatThrownBy(() -> CardCheck.verify(folder, config, pretext, compute))
          .hasMessageContaining("the encoder could not be used after this run")
          .hasMessageContaining(lie[2]);
    }
  }

  /// DeSD hands over its teacher, which has left the student by then.
  @Test
  void anExportedTeacherIsTheTeacher() throws Exception {
    PretrainConfig desd =
        new ConfigLoader()
            .preset(
                "tiny.yaml",
                List.of(
                    "pretext.method=desd",
                    "pretext.dino.prototypes=16",
                    "network.widths=[16,16,16,16]"),
                ConfigLoader.Use.SETTINGS)
            .config();
    Pretext pretext = Pretexts.of(desd, compute);
    try (Grad off = Grad.disabled()) {
      pretext.weights().all().get("teacher.encoder.conv1.weight").mul_(new Scalar(3f));
    }
    EncoderExport.write(folder, desd, pretext, "{}");
    CardCheck.verify(folder, desd, pretext, compute);
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(EncoderExport.WEIGHTS))) {
      assertThat(file.tensors().keySet())
          .contains("conv1.weight")
          .noneMatch(n -> n.contains("teacher"));
    }
    Weights student = pretext.weights();
    assertThat(
            tools.jackson.databind.json.JsonMapper.shared()
                .readTree(Files.readString(folder.resolve(EncoderExport.CARD)))
                .at("/architecture/parameters")
                .asLong())
        .isEqualTo(student.count("encoder."));
  }
}

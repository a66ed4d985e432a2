package org.cdssl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.PretrainConfig;
import org.cdssl.engine.Compute;
import org.cdssl.engine.RngState;
import org.cdssl.engine.TensorIo;
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
}

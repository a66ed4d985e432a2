package org.cdssl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cdssl.CdsslException;
import org.cdssl.config.ConfigLoader.Use;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `finetune` configurations are checked as those of `pretrain`: all problems at once, each at its
/// line.
class FinetuneChecksTest {
  @TempDir Path folder;

  private final ConfigLoader loader = new ConfigLoader(Map.of(), Path.of("").toAbsolutePath());

  private FinetuneConfig preset(String... overrides) {
    return loader
        .preset(Schema.FINETUNE, "finetune.yaml", List.of(overrides), Use.SETTINGS, "")
        .config();
  }

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("task.yaml"), text);
  }

  @Test
  void everyPresetIsSoundByNameAndAsAFile() {
    for (String name : Presets.FINETUNE_NAMES) {
      FinetuneConfig config =
          loader.preset(Schema.FINETUNE, name, List.of(), Use.SETTINGS, "").config();
      Path file = Path.of("configs", name).toAbsolutePath();
      assertThat(
              loader.read(Schema.FINETUNE, file, List.of(), Use.SETTINGS, "").config().training())
          .as(name)
          .isEqualTo(config.training());
    }
  }

  @Test
  void networkAndPseudo3dAreThePapersUntilACardOrAFileSaysOtherwise() throws Exception {
    PretrainConfig paper = loader.preset(Presets.BASE, List.of(), Use.SETTINGS).config();
    assertThat(preset().network()).isEqualTo(paper.network());
    assertThat(preset().pseudo3d()).isEqualTo(paper.pseudo3d());
    String card = "{\"network\": {\"widths\": [8, 8, 8, 16], \"shortcut\": \"a\"}}";
    Path file = file("network: {shortcut: b}\n");
    NetworkConfig network =
        loader.read(Schema.FINETUNE, file, List.of(), Use.SETTINGS, card).config().network();
    assertThat(network.widths()).as("the card over the preset").containsExactly(8, 8, 8, 16);
    assertThat(network.shortcut()).as("the file over the card").isEqualTo(NetworkConfig.Shortcut.B);
  }

  @Test
  void theEffectiveConfigurationLoadsAgainAndIsEqual() throws Exception {
    Loaded<FinetuneConfig> loaded =
        loader.preset(Schema.FINETUNE, "finetune-nih.yaml", List.of("seed=7"), Use.SETTINGS, "");
    Path file = file(loaded.effectiveYaml());
    assertThat(loader.read(Schema.FINETUNE, file, List.of(), Use.SETTINGS, "").config())
        .isEqualTo(loaded.config());
  }

  @Test
  void allProblemsAreToldAtOnceWithTheirLines() throws Exception {
    Path file =
        file(
            """
            task: {kind: guessing}
            input:
              shapeTransform: true
            augmentation:
              flip: [0.5]
            training:
              epochs: 0
              optimiser: adam
            views: {}
            """);
    CdsslException refused =
        catchThrowableOfType(
            CdsslException.class,
            () -> loader.read(Schema.FINETUNE, file, List.of(), Use.FINETUNE, ""));
    assertThat(refused.kind().exitCode()).isEqualTo(2);
    assertThat(refused)
        .hasMessageContaining("task.yaml:1: task.kind: expected one of classification, findings")
        .hasMessageContaining("task.yaml:3: input.shapeTransform: has no effect under")
        .hasMessageContaining("task.yaml:5: augmentation.flip: expected three probabilities")
        .hasMessageContaining("task.yaml:7: training.epochs: must be 1 to")
        .hasMessageContaining(
            "task.yaml:8: training.optimiser: unknown key, did you mean optimizer")
        .hasMessageContaining("task.yaml:9: views: unknown key")
        .hasMessageContaining("data.sources: name at least one collection");
  }

  @Test
  void presetsOfPretrainAreNotForFinetune() throws Exception {
    Path file = file("extends: demo.yaml\n");
    assertThatThrownBy(() -> loader.read(Schema.FINETUNE, file, List.of(), Use.SETTINGS, ""))
        .hasMessageContaining("no preset of that name (there are finetune.yaml, ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "task.classes=[a, a] | task.classes: names a class twice",
        "task.classes=[a] | task.classes: needs at least 2 names",
        "data.labelRatio=0 | data.labelRatio: must be above 0",
        "input.flat=plain | has a depth of 1",
        "input.shorterSide=100 | is smaller than the crop of pseudo3d.imageSize",
        "head.dropout=1 | head.dropout: must be at least 0 and below 1",
        "training.schedule.milestones=[50] | are shares of the epochs",
        "training.schedule.factor=2 | must be above 0 and at most 1",
        "training.evaluateEveryEpochs=0 | must be at least 1",
        "training.device=tpu | expected cpu, cuda",
        "augmentation.area=[0, 1] | must start above 0",
        "network.channels=3 | must be 1",
      })
  void impossibleValuesAreNamed(String override, String message) {
    assertThatThrownBy(() -> preset(override)).hasMessageContaining(message);
  }
}

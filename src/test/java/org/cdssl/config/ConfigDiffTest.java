package org.cdssl.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.cdssl.config.ConfigDiff.Change;
import org.cdssl.config.ConfigLoader.Use;
import org.junit.jupiter.api.Test;

class ConfigDiffTest {
  private static PretrainConfig tiny(String... overrides) {
    return new ConfigLoader().preset("tiny.yaml", List.of(overrides), Use.SETTINGS).config();
  }

  @Test
  void equalConfigurationsDoNotDiffer() {
    assertThat(ConfigDiff.between(tiny(), tiny())).isEmpty();
  }

  @Test
  void changesAreNamedByKeyWithBothValues() {
    List<Change> changes =
        ConfigDiff.between(
            tiny("data.sources=[{name: a, path: /a, dimension: 2d, modality: xray}]"),
            tiny(
                "data.sources=[{name: a, path: /b, dimension: 3d, modality: xray}]",
                "training.batchSize=6",
                "views.globalShapes=[16x16x8]",
                "network.restoreActivation=linear",
                "views.localSize=33x33x33"));
    assertThat(ConfigDiff.describe(changes))
        .isEqualTo(
            """
              data.sources.0.path: "/a" -> "/b"
              data.sources.0.dimension: 2d -> 3d
              views.localSize: 16x16x8 -> 33x33x33
              views.globalShapes: [32x32x16, 48x48x24] -> [16x16x8]
              network.restoreActivation: sigmoid -> linear
              training.batchSize: 4 -> 6\
            """
                .indent(0)
                .stripTrailing());
  }

  @Test
  void aSourceThatIsGoneIsAbsent() {
    List<Change> changes =
        ConfigDiff.between(
            tiny("data.sources=[{name: a, path: /a, dimension: 2d, modality: xray}]"), tiny());
    assertThat(changes).contains(new Change("data.sources.0.name", "a", "(absent)"));
  }

  @Test
  void allowedKeysAndSectionsAreNotRefused() {
    List<Change> changes =
        ConfigDiff.between(tiny(), tiny("training.batchSize=6", "training.epochs=9", "seed=4"));
    assertThat(ConfigDiff.refused(changes, List.of("training.batchSize")))
        .extracting(Change::key)
        .containsExactly("seed", "training.epochs");
    assertThat(ConfigDiff.refused(changes, List.of("training", "seed"))).isEmpty();
    assertThat(ConfigDiff.refused(changes, List.of("training.batch", "see"))).hasSize(3);
  }
}

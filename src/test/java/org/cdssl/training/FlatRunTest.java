package org.cdssl.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cdssl.engine.safetensors.SafetensorsFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The 2D ResNet-18 of Table 3's first rows: the same methods on views with a depth of 1.
class FlatRunTest {
  @TempDir static Path folder;

  private static TinyRun tiny;

  @BeforeAll
  static void findWords() throws Exception {
    tiny = TinyRun.in(folder, 0, 8);
    assertThat(
            PretextPreparation.run(tiny.config(keys("transvw")), folder, () -> false, line -> {}))
        .isTrue();
  }

  private static String[] keys(String method) {
    List<String> keys = new ArrayList<>(List.of(MethodResumeTest.FLAT));
    keys.addAll(
        List.of(
            "pretext.method=" + method,
            "pretext.dino.prototypes=32",
            "pretext.simsiam.projection=16",
            "pretext.simsiam.predictorHidden=8",
            "pretext.transvw.words=" + folder.resolve("words.json"),
            "pretext.transvw.hidden=16",
            "pretext.transvw.discovery.steps=3",
            "pretext.transvw.discovery.words=3",
            "training.pictureEverySteps=4"));
    return keys.toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pcrlv2", "dino", "simsiam", "transvw"})
  void trainsOnXraysAsTheyAre(String method) throws Exception {
    tiny.train(method, 4, keys(method));
    List<JsonNode> steps = tiny.metrics(method, "step");
    assertThat(steps).hasSize(4);
    assertThat(steps).allMatch(s -> Double.isFinite(s.path("loss").asDouble()));
    assertThat(steps).allMatch(s -> s.path("count2d").asInt() == 4);
    try (SafetensorsFile model =
        SafetensorsFile.open(tiny.latest(method).member("model.safetensors"))) {
      List<long[]> kernels =
          model.tensors().values().stream()
              .filter(e -> e.shape().length == 5)
              .map(e -> e.shape())
              .toList();
      assertThat(kernels).isNotEmpty().allMatch(shape -> shape[2] == 1);
    }
  }
}

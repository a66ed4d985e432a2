package org.cdssl.pseudo3d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cdssl.config.PseudoVolumeConfig.Depth;
import org.cdssl.config.PseudoVolumeConfig.Order;
import org.cdssl.config.Size3;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// `torch.json` holds what torch's unfold and interpolate give; `make_torch_json.py` beside it made
/// it.
class TorchReferenceTest {
  @ParameterizedTest
  @MethodSource("cases")
  void bothFormsEqualTorch(JsonNode expected) {
    int width = expected.get("width").asInt();
    int height = expected.get("height").asInt();
    Window window =
        new Window(expected.get("k").asInt(), expected.get("stride").asInt(), Order.ROW);
    float[] image = TestImages.byRule(width, height);

    assertThat(window.sizeFor(width, height)).isEqualTo(size(expected.get("full")));
    float[] full = PseudoVolume.materialise(image, width, height, window);
    for (int n = 0; n < expected.get("plainIndex").size(); n++) {
      assertThat(full[expected.get("plainIndex").get(n).asInt()])
          .isEqualTo((float) expected.get("plainValue").get(n).asDouble());
    }

    Size3 out = size(expected.get("out"));
    Depth depth = Depth.valueOf(expected.get("depth").asString().toUpperCase(Locale.ROOT));
    float[] result = new float[out.voxels()];
    new SampledPseudoVolume(width, height, window, out, depth).sample(image, result, 0);
    for (int n = 0; n < expected.get("index").size(); n++) {
      int index = expected.get("index").get(n).asInt();
      assertThat((double) result[index])
          .as("value %d", index)
          .isCloseTo(expected.get("value").get(n).asDouble(), within(1e-6));
    }
    double sum = 0;
    double squares = 0;
    for (float value : result) {
      sum += value;
      squares += (double) value * value;
    }
    assertThat(sum / result.length).isCloseTo(expected.get("mean").asDouble(), within(1e-6));
    assertThat(squares / result.length)
        .isCloseTo(expected.get("sumOfSquares").asDouble(), within(1e-6));
  }

  static List<JsonNode> cases() throws Exception {
    try (InputStream in = TorchReferenceTest.class.getResourceAsStream("torch.json")) {
      List<JsonNode> cases = new ArrayList<>();
      new ObjectMapper().readTree(in).get("cases").forEach(cases::add);
      assertThat(cases).hasSize(11);
      return cases;
    }
  }

  private static Size3 size(JsonNode dhw) {
    return new Size3(dhw.get(0).asInt(), dhw.get(1).asInt(), dhw.get(2).asInt());
  }
}

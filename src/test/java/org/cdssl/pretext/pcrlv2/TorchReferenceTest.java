package org.cdssl.pretext.pcrlv2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.cdssl.network.TestNetworks.CPU;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.engine.Grad;
import org.cdssl.engine.StateDict;
import org.cdssl.engine.TensorIo;
import org.cdssl.pretext.Losses;
import org.cdssl.pretext.ViewTensors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// `torch.json` holds what an independent PyTorch model of METHOD B.5 and B.8 gave in float64 for
/// the tiny network. Weights and views need no file: element i of tensor k is a formula, with k the
/// place of a parameter among the sorted names.
class TorchReferenceTest {
  private static final long[] GLOBAL = {4, 1, 8, 16, 16};
  private static JsonNode expected;
  private static Pcrlv2 net;
  private static Losses losses;
  private static List<Tensor> maps;
  private static List<Tensor> decoded;
  private static ViewTensors views;

  @BeforeAll
  static void compute() throws Exception {
    try (InputStream in = TorchReferenceTest.class.getResourceAsStream("torch.json")) {
      expected = new ObjectMapper().readTree(in);
    }
    net = TinyPcrlv2.network(false);
    int k = 0;
    for (var p : new TreeMap<>(net.weights().parameters()).entrySet()) {
      fill(k++, p.getKey(), p.getValue());
    }
    views =
        TinyPcrlv2.views(
            formula(1000, 4, -2, GLOBAL),
            formula(1001, 4, -2, GLOBAL),
            formula(1002, 4, -2, 12, 1, 4, 8, 8),
            formula(1003, 1, 0, GLOBAL));
    JsonNode draws = expected.get("draws");
    LevelDraws levels =
        new LevelDraws(
            draws.get("shared").asInt(), ints(draws.get("first")), ints(draws.get("second")));
    losses = net.loss(views, levels, expected.get("beta").asDouble());
    losses.total().backward();
    TinyPcrlv2.Twin twin = new TinyPcrlv2.Twin(net);
    maps = twin.maps(views.globals().getFirst());
    decoded = twin.levels(views.globals().getFirst());
  }

  @Test
  void encoderMapsAreEqual() {
    same(maps, expected.get("maps"));
  }

  @Test
  void decoderMapsAreEqual() {
    same(decoded, expected.get("decoded"));
  }

  @Test
  void lossAndItsPartsAreEqual() {
    for (String part : List.of("restore", "global", "mid", "local")) {
      assertThat(losses.parts().get(part).item_double())
          .as(part)
          .isCloseTo(expected.get("parts").get(part).asDouble(), within(1e-4));
    }
    assertThat(losses.total().item_double())
        .isCloseTo(expected.get("total").asDouble(), within(1e-4));
  }

  /// Every parameter: the right ones have a gradient, and it has the right size.
  @Test
  void gradientsAreEqual() {
    JsonNode norms = expected.get("gradientNorms");
    assertThat(norms.size()).isEqualTo(114);
    net.weights()
        .parameters()
        .forEach((name, parameter) -> {
          Tensor gradient = parameter.grad();
          assertThat(gradient.defined()).as(name).isEqualTo(norms.has(name));
          if (gradient.defined()) {
            double norm = norms.get(name).asDouble();
            assertThat(gradient.norm().item_double())
                .as(name)
                .isCloseTo(norm, within(1e-5 + 1e-3 * norm));
          }
        });
  }

  @Test
  void runningStatisticsOfTheEncoderAreEqual() {
    JsonNode buffers = expected.get("buffers");
    assertThat(buffers.size()).isEqualTo(5);
    buffers
        .propertyNames()
        .forEach(name -> values(net.weights().buffers().get(name), 1, buffers.get(name)));
  }

  @Test
  void evaluationIsEqual() {
    net.weights().setTraining(false);
    same(net.encoder().forward(views.globals().getFirst()), expected.get("evalMaps"));
    net.weights().setTraining(true);
  }

  private static void same(List<Tensor> actual, JsonNode maps) {
    assertThat(actual).hasSize(maps.size());
    for (int i = 0; i < maps.size(); i++) {
      JsonNode map = maps.get(i);
      long[] shape = StateDict.shape(actual.get(i));
      for (int axis = 0; axis < 5; axis++) {
        assertThat(shape[axis]).isEqualTo(map.get("shape").get(axis).asLong());
      }
      int stride = (int) Math.max(1, actual.get(i).numel() / 24);
      values(actual.get(i), stride, map.get("values"));
    }
  }

  private static void values(Tensor tensor, int stride, JsonNode expected) {
    float[] actual = TensorIo.floats(tensor);
    assertThat(expected.size()).isEqualTo((actual.length + stride - 1) / stride);
    for (int i = 0; i < expected.size(); i++) {
      assertThat((double) actual[i * stride]).isCloseTo(expected.get(i).asDouble(), within(1e-4));
    }
  }

  private static void fill(int k, String name, Tensor parameter) {
    long n = parameter.numel();
    Tensor values;
    if (parameter.dim() > 1) {
      double bound = Math.sqrt(6.0 / (double) (n / parameter.size(0)));
      values = formula(k, 2 * bound, -bound, StateDict.shape(parameter));
    } else if (name.endsWith("weight")) {
      values = formula(k, 0.6, 0.7, n);
    } else {
      values = formula(k, 0.6, -0.3, n);
    }
    try (Grad off = Grad.disabled()) {
      parameter.copy_(values);
    }
  }

  /// scale · frac(43758.5453 · sin(12.9898 i + 78.233 k)) + shift
  private static Tensor formula(int k, double scale, double shift, long... shape) {
    int n = 1;
    for (long size : shape) {
      n *= (int) size;
    }
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      double x = Math.sin(i * 12.9898 + k * 78.233) * 43758.5453;
      values[i] = (float) (scale * (x - Math.floor(x)) + shift);
    }
    return TensorIo.copyOf(values, CPU, shape);
  }

  private static int[] ints(JsonNode array) {
    List<Integer> values = new ArrayList<>();
    array.forEach(n -> values.add(n.asInt()));
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}

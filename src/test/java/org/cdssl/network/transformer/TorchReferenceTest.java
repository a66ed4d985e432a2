package org.cdssl.network.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.cdssl.network.TestNetworks.CPU;

import java.io.InputStream;
import java.util.List;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.config.NetworkConfig;
import org.cdssl.engine.Grad;
import org.cdssl.engine.StateDict;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `torch.json` holds what an independent PyTorch model of METHOD C.3 (`make_torch_json.py`) gave
/// in float64 for small networks of both forms, at a size that the position tables are resized for.
/// Weights and inputs need no file: element i of tensor k is a formula, with k the place of a
/// parameter among the sorted names. Instance normalisation over the four voxels of the last stage
/// of `mit` multiplies the rounding of float32, hence 5e-4.
class TorchReferenceTest {
  private static final String[] MIT = {
    "stemWidth=4",
    "stemKernel=[3,5,5]",
    "dims=[4,6,8,8]",
    "depths=[1,2,1,1]",
    "heads=[1,2,2,4]",
    "mlpRatios=[2,2,2,2]",
    "reductions=[[3,3,3],[2,2,2],[2,2,2],[1,1,1]]",
    "positionSize=32x32x16"
  };
  private static final String[] PVT = {
    "patchStrides=[[2,4,4],[2,2,2],[1,2,2],[2,2,2]]",
    "dims=[4,6,8,8]",
    "depths=[1,1,2,1]",
    "heads=[1,2,2,4]",
    "mlpRatios=[2,2,2,2]",
    "reductions=[[2,4,4],[2,2,2],[2,2,2],[1,1,1]]",
    "positionSize=32x32x16"
  };

  @ParameterizedTest
  @CsvSource({"mit, paper-pvt-small, 32", "pvt, paper-pvt-small-inflated, 16"})
  void mapsAndGradientsAreEqual(String form, String preset, long depth) throws Exception {
    JsonNode expected;
    try (InputStream in = getClass().getResourceAsStream("torch.json")) {
      expected = JsonMapper.shared().readTree(in).get(form);
    }
    NetworkConfig config = PyramidTransformerTest.network(preset, form.equals("mit") ? MIT : PVT);
    try (StepScope scope = StepScope.open()) {
      Weights weights = new Weights(CPU);
      PyramidTransformer net = new PyramidTransformer(weights.root(), config);
      int k = 0;
      for (var p : new TreeMap<>(weights.parameters()).entrySet()) {
        fill(k++, p.getKey(), p.getValue());
      }
      List<Tensor> maps = net.forward(formula(1000, 4, -2, 2, 1, depth, 32, 64));
      assertThat(maps).hasSize(expected.get("maps").size());
      Tensor loss = null;
      for (int i = 0; i < maps.size(); i++) {
        same(maps.get(i), expected.get("maps").get(i));
        Tensor mean =
            maps.get(i).mul(formula(2000 + i, 2, -1, StateDict.shape(maps.get(i)))).mean();
        loss = loss == null ? mean : loss.add(mean);
      }
      loss.backward();
      JsonNode norms = expected.get("gradientNorms");
      assertThat(weights.parameters()).hasSize(norms.size());
      weights
          .parameters()
          .forEach((name, parameter) -> {
            double norm = norms.get(name).asDouble();
            assertThat(parameter.grad().norm().item_double())
                .as(name)
                .isCloseTo(norm, within(1e-6 + 1e-3 * norm));
          });
    }
  }

  private static void same(Tensor actual, JsonNode map) {
    long[] shape = StateDict.shape(actual);
    for (int axis = 0; axis < 5; axis++) {
      assertThat(shape[axis]).isEqualTo(map.get("shape").get(axis).asLong());
    }
    int stride = (int) Math.max(1, actual.numel() / 24);
    float[] values = TensorIo.floats(actual);
    JsonNode expected = map.get("values");
    assertThat(expected.size()).isEqualTo((values.length + stride - 1) / stride);
    for (int i = 0; i < expected.size(); i++) {
      assertThat((double) values[i * stride]).isCloseTo(expected.get(i).asDouble(), within(5e-4));
    }
  }

  private static void fill(int k, String name, Tensor parameter) {
    long n = parameter.numel();
    long[] shape = StateDict.shape(parameter);
    Tensor values;
    if (name.startsWith("pos_embed") || name.equals("cls_token")) {
      values = formula(k, 0.6, -0.3, shape);
    } else if (parameter.dim() > 1) {
      double bound = Math.sqrt(6.0 / (double) (n / parameter.size(0)));
      values = formula(k, 2 * bound, -bound, shape);
    } else {
      values = formula(k, 0.6, name.endsWith("weight") ? 0.7 : -0.3, shape);
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
}

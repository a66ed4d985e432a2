package org.cdssl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cdssl.network.TestNetworks.CPU;
import static org.cdssl.network.TestNetworks.normal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.engine.StateDict.LoadReport;
import org.cdssl.engine.safetensors.SafetensorsFile;
import org.cdssl.engine.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDictTest {
  @TempDir Path folder;
  private StepScope scope;

  @BeforeAll
  static void load() {
    CPU.threads(); // the device is made before any scope, or it would end with it
  }

  @BeforeEach
  void open() {
    scope = StepScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private LoadReport roundTrip(Map<String, Tensor> saved, Map<String, Tensor> into)
      throws IOException {
    Path file = folder.resolve("weights.safetensors");
    SafetensorsWriter.write(file, StateDict.of(saved), Map.of());
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      return StateDict.load(opened, into);
    }
  }

  private static int[] bits(Tensor tensor) {
    float[] values = TensorIo.floats(tensor);
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  @Test
  void everyTypeAndLayoutComesBackToTheBit() throws IOException {
    float[] odd = {0f, -0f, Float.MIN_VALUE, Float.NEGATIVE_INFINITY, Float.NaN, 1e-38f};
    Tensor whole = normal(1, 6, 5);
    Map<String, Tensor> saved = new LinkedHashMap<>();
    saved.put("odd", TensorIo.copyOf(odd, CPU, 2, 3));
    saved.put("transposed", whole.transpose(0, 1));
    saved.put("double", whole.to(torch.ScalarType.Double).div(new Scalar(3)));
    saved.put("bfloat16", whole.to(torch.ScalarType.BFloat16));
    saved.put("long", whole.mul(new Scalar(100)).to(torch.ScalarType.Long));
    saved.put("byte", whole.abs().to(torch.ScalarType.Byte));
    saved.put("scalar", whole.sum());
    saved.put("empty", whole.narrow(0, 0, 0));
    Map<String, Tensor> into = new LinkedHashMap<>();
    saved.forEach((name, tensor) -> into.put(name, torch.zeros_like(tensor)));
    LoadReport report = roundTrip(saved, into);
    assertThat(report.complete()).isTrue();
    assertThat(report.describe()).isEqualTo("8 tensors matched");
    saved.forEach((name, tensor) -> {
      assertThat(name.equals("odd") || into.get(name).equal(tensor)).as(name).isTrue();
      assertThat(bits(into.get(name))).as(name).isEqualTo(bits(tensor));
      assertThat(into.get(name).scalar_type().intern()).isEqualTo(tensor.scalar_type().intern());
    });
    assertThat(bits(into.get("transposed"))).isNotEqualTo(bits(whole));
  }

  @Test
  void whatDoesNotFitIsReportedAndLeftAlone() throws IOException {
    Map<String, Tensor> saved = new LinkedHashMap<>();
    saved.put("same", normal(1, 2, 3));
    saved.put("oldName", normal(2, 2));
    saved.put("resized", normal(3, 4, 2));
    saved.put("reshaped", normal(4, 6));
    saved.put("retyped", normal(5, 2).to(torch.ScalarType.Double));
    saved.put("counter", normal(6, 2).to(torch.ScalarType.Double));
    Map<String, Tensor> into = new LinkedHashMap<>();
    into.put("same", torch.zeros(2, 3));
    into.put("newName", torch.zeros(2));
    into.put("resized", torch.zeros(4, 3));
    into.put("reshaped", torch.zeros(2, 3));
    into.put("retyped", torch.zeros(2));
    into.put("counter", torch.zeros(2).to(torch.ScalarType.Long)); // as many bytes
    LoadReport report = roundTrip(saved, into);
    assertThat(report.matched()).containsExactly("same");
    assertThat(report.missing()).containsExactly("newName");
    assertThat(report.unexpected()).containsExactly("oldName");
    assertThat(report.mismatched())
        .containsExactly(
            "resized F32[4, 2] for F32[4, 3]",
            "reshaped F32[6] for F32[2, 3]",
            "retyped F64[2] for F32[2]",
            "counter F64[2] for I64[2]");
    assertThat(report.complete()).isFalse();
    assertThat(bits(into.get("same"))).isEqualTo(bits(saved.get("same")));
    for (String name : List.of("newName", "resized", "reshaped", "retyped", "counter")) {
      assertThat(TensorIo.floats(into.get(name))).as(name).containsOnly(0f);
    }
    assertThat(StateDict.shape(into.get("resized"))).containsExactly(4, 3);
    assertThat(StateDict.shape(into.get("reshaped"))).containsExactly(2, 3);
  }

  @Test
  void parametersKeepTheirGradientsSwitchedOn() throws IOException {
    Weights weights = new Weights(CPU);
    Tensor parameter = weights.root().parameter("weight", 3);
    roundTrip(Map.of("weight", normal(1, 3)), weights.all());
    assertThat(bits(parameter)).isEqualTo(bits(normal(1, 3)));
    assertThat(parameter.requires_grad()).isTrue();
    assertThat(parameter.is_leaf()).isTrue();
  }

  @Test
  void reportNamesTheFirstThree() {
    LoadReport report =
        new LoadReport(List.of("a", "b"), List.of("c", "d", "e", "f"), List.of("g"), List.of());
    assertThat(report.describe())
        .isEqualTo("2 tensors matched, 4 missing (c, d, e, …), 1 unexpected (g)");
    assertThat(new LoadReport(List.of(), List.of(), List.of(), List.of("x F32[1] for F32[2]")))
        .returns("0 tensors matched, 1 mismatched (x F32[1] for F32[2])", LoadReport::describe)
        .returns(false, LoadReport::complete);
  }
}

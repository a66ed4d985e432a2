package org.cdssl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cdssl.network.TestNetworks.CPU;
import static org.cdssl.network.TestNetworks.normal;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.CdsslException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Scopes, switches and small helpers around libtorch.
class EngineTest {
  @BeforeAll
  static void load() {
    Compute.on("cpu", 1); // libtorch is unpacked before it is used
  }

  @Test
  void scopeFreesWhatIsMadeInsideAndKeepsWhatIsKept() {
    Tensor before = normal(1, 3);
    Tensor inside;
    Tensor kept;
    try (StepScope scope = StepScope.open()) {
      inside = before.add(before);
      kept = StepScope.keep(before.mul(before));
    }
    assertThat(inside.isNull()).isTrue();
    assertThat(before.isNull()).isFalse();
    assertThat(TensorIo.floats(kept)[0]).isEqualTo((float) Math.pow(TensorIo.floats(before)[0], 2));
  }

  @Test
  void gradientsAreOffInTheBlockAndOnAfterIt() {
    Weights weights = new Weights(CPU);
    Tensor parameter = weights.root().parameter("weight", 3);
    try (Grad off = Grad.disabled()) {
      assertThat(parameter.neg().requires_grad()).isFalse();
    }
    assertThat(parameter.neg().requires_grad()).isTrue();
  }

  @Test
  void autocastIsOnInTheBlockOffInsideItAndOffAfterIt() {
    Tensor a = normal(1, 4, 4);
    try (Autocast on = Autocast.with(Precision.BFLOAT16, CPU)) {
      assertThat(product(a)).isEqualTo(torch.ScalarType.BFloat16);
      try (Autocast off = Autocast.disabled(CPU)) {
        assertThat(product(a)).isEqualTo(torch.ScalarType.Float);
      }
      assertThat(product(a)).isEqualTo(torch.ScalarType.BFloat16);
    }
    assertThat(product(a)).isEqualTo(torch.ScalarType.Float);
    try (Autocast float32 = Autocast.with(Precision.FLOAT32, CPU)) {
      assertThat(product(a)).isEqualTo(torch.ScalarType.Float);
    }
  }

  private static torch.ScalarType product(Tensor a) {
    return a.matmul(a).scalar_type().intern();
  }

  @Test
  void generatorGoesOnFromItsState() {
    Compute.seed(5);
    torch.randn(3);
    Tensor state = RngState.get();
    float[] next = TensorIo.floats(torch.randn(40));
    assertThat(TensorIo.floats(torch.randn(40))).isNotEqualTo(next);
    RngState.set(state);
    assertThat(TensorIo.floats(torch.randn(40))).isEqualTo(next);
    assertThat(state.scalar_type().intern()).isEqualTo(torch.ScalarType.Byte);
  }

  @Test
  void seedFixesTheDraws() {
    Compute.seed(5);
    float[] draws = TensorIo.floats(torch.randn(8));
    Compute.seed(5);
    assertThat(TensorIo.floats(torch.randn(8))).isEqualTo(draws);
    Compute.seed(6);
    assertThat(TensorIo.floats(torch.randn(8))).isNotEqualTo(draws);
  }

  @Test
  void wrappedBuffersAreSharedAndCopiesAreNot() {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(24).order(ByteOrder.nativeOrder()).asFloatBuffer();
    buffer.put(0, new float[] {1, 2, 3, 4, 5, 6});
    Tensor shared = TensorIo.wrap(buffer, CPU, 2, 3);
    float[] values = {1, 2, 3, 4, 5, 6};
    Tensor copy = TensorIo.copyOf(values, CPU, 2, 3);
    buffer.put(4, 9);
    values[4] = 9;
    assertThat(TensorIo.floats(shared)).containsExactly(1, 2, 3, 4, 9, 6);
    assertThat(TensorIo.floats(copy)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(TensorIo.floats(copy.transpose(0, 1))).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(TensorIo.floats(copy.to(torch.ScalarType.BFloat16)))
        .containsExactly(1, 2, 3, 4, 5, 6);
    assertThatThrownBy(() -> TensorIo.wrap(FloatBuffer.allocate(6), CPU, 2, 3))
        .hasMessageContaining("direct");
  }

  @Test
  void weightsRefuseTheSameNameTwice() {
    Weights weights = new Weights(CPU);
    Weights.Scope scope = weights.root().in("a");
    scope.parameter("x", 2, 3);
    scope.buffer("y", 4, 5);
    scope.counter("n");
    assertThatThrownBy(() -> scope.buffer("x", 0, 1)).hasMessageContaining("a.x");
    assertThat(weights.all().keySet()).containsExactly("a.x", "a.y", "a.n");
    assertThat(weights.count("a.")).isEqualTo(6);
    assertThat(weights.count("b.")).isZero();
    assertThat(weights.parametersIn("a.")).hasSize(1);
    assertThat(TensorIo.floats(weights.buffers().get("a.y"))).hasSize(5).containsOnly(4f);
    assertThat(weights.buffers().get("a.n").scalar_type().intern())
        .isEqualTo(torch.ScalarType.Long);
  }

  @Test
  void cudaIsRefusedWhereThereIsNone() {
    assumeFalse(torch.hasCUDA(), "this machine has a GPU");
    assertThatThrownBy(() -> Compute.on("cuda:0", 1))
        .isInstanceOfSatisfying(
            CdsslException.class, e -> assertThat(e.kind()).isEqualTo(CdsslException.Kind.USAGE))
        .hasMessageContaining("cuda:0");
  }

  @Test
  void threadsAreSet() {
    assertThat(Compute.on("cpu", 2).threads()).isEqualTo(2);
    assertThat(torch.get_num_threads()).isEqualTo(2);
    assertThat(Compute.cpu().threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(Compute.on("cpu", 1).threads()).isEqualTo(1);
    assertThat(torch.get_num_threads()).isEqualTo(1);
  }
}

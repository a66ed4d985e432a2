package org.cdssl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class Bfloat16Test {
  private static final long IN = 512;

  /// As on a CPU below AVX-512, whatever this one has.
  private final Compute without = Compute.on("cpu", 1).withoutBfloat16Kernels();

  @Test
  void operandsAndResultAreRoundedAndTheSumIsNot() {
    Compute.seed(1);
    try (StepScope scope = StepScope.open()) {
      Tensor x = leaf(torch.rand(16, IN));
      Tensor weight = leaf(torch.rand(8, IN));
      Tensor y;
      try (Autocast cast = Autocast.with(Precision.BFLOAT16, without)) {
        y = linear(x, weight);
      }
      assertThat(y.scalar_type().intern()).isEqualTo(torch.ScalarType.BFloat16);
      Tensor expected = rounded(x).matmul(rounded(weight).t());
      // half a unit in the last of eight bits; a sum in bfloat16 of 512 products is off by far more
      assertThat(worst(expected, y)).isLessThan(1.001 / 256);

      y.sum().backward();
      Tensor ones = torch.ones(16, 8).to(torch.ScalarType.Double);
      assertThat(worst(ones.matmul(rounded(weight)), x.grad())).isLessThan(1.001 / 256);
      assertThat(worst(ones.t().matmul(rounded(x)), weight.grad())).isLessThan(1.001 / 256);
    }
  }

  @Test
  void differencesBelowTheRoundingOfOperandsAreLost() {
    try (StepScope scope = StepScope.open()) {
      Tensor x = torch.ones(1, IN);
      x.narrow(1, 0, IN / 2).add_(new Scalar(1f / 512));
      Tensor weight = torch.ones(1, IN);
      weight.narrow(1, 0, IN / 2).neg_();
      assertThat(linear(x, weight).item_float()).isEqualTo(-IN / 1024f);
      try (Autocast cast = Autocast.with(Precision.BFLOAT16, without)) {
        assertThat(linear(x, weight).item_float()).isZero();
      }
    }
  }

  @Test
  void float32StaysAsItIs() {
    Compute.seed(2);
    try (StepScope scope = StepScope.open()) {
      Tensor x = torch.rand(16, IN);
      Tensor weight = torch.rand(8, IN);
      Tensor plain = torch.linear(x, weight, new TensorOptional());
      assertThat(torch.equal(linear(x, weight), plain)).isTrue();
      try (Autocast cast = Autocast.with(Precision.BFLOAT16, without);
          Autocast off = Autocast.disabled(without)) {
        assertThat(torch.equal(linear(x, weight), plain)).isTrue();
      }
    }
  }

  private Tensor linear(Tensor x, Tensor weight) {
    return Bfloat16.product(
        without,
        is -> {
          assertThat(Autocast.isOn(without)).isFalse();
          return torch.linear(is.of(x), is.ofWeight(weight), new TensorOptional());
        });
  }

  private static Tensor leaf(Tensor t) {
    t.set_requires_grad(true);
    return t;
  }

  private static Tensor rounded(Tensor t) {
    return widened(t.to(torch.ScalarType.BFloat16));
  }

  private static Tensor widened(Tensor t) {
    return t.detach().to(torch.ScalarType.Double);
  }

  /// Largest relative difference.
  private static double worst(Tensor expected, Tensor actual) {
    return expected.sub(widened(actual)).div(expected).abs().max().item_double();
  }
}

package org.cdssl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class AutocastTest {
  private final Compute compute = Compute.on("cpu", 1);
  private int made;

  private Tensor once(Tensor weight, Object form) {
    return Autocast.once(
        compute,
        weight,
        form,
        () -> {
          made++;
          return weight.mul(weight);
        });
  }

  @Test
  void whatIsMadeOfAWeightIsMadeOnceInABlock() {
    try (StepScope scope = StepScope.open()) {
      Tensor weight = torch.ones(4);
      try (Autocast outer = Autocast.with(Precision.BFLOAT16, compute)) {
        Tensor first = once(weight, "form");
        assertThat(first.scalar_type().intern()).isEqualTo(torch.ScalarType.BFloat16);
        assertThat(once(weight, "form")).isSameAs(first);
        assertThat(made).isEqualTo(1);
        once(weight, "another form");
        once(torch.ones(4), "form");
        try (Autocast off = Autocast.disabled(compute)) {
          assertThat(once(weight, "form").scalar_type().intern()).isEqualTo(torch.ScalarType.Float);
        }
        assertThat(made).isEqualTo(4);
      }
      assertThat(Autocast.kept()).isZero();
      once(weight, "form");
      assertThat(made).isEqualTo(5);
    }
  }

  /// A part with many images is judged in one block.
  @Test
  void whatEndedWithItsScopeIsNotKept() {
    try (StepScope scope = StepScope.open()) {
      Tensor weight = torch.ones(4);
      try (Autocast outer = Autocast.with(Precision.BFLOAT16, compute)) {
        for (int image = 0; image < 50; image++) {
          try (StepScope inner = StepScope.open()) {
            once(weight, "form");
            once(weight.mul(weight), "form");
          }
        }
        assertThat(made).isEqualTo(100);
        assertThat(Autocast.kept()).isLessThan(4);
      }
    }
  }

  @Test
  void weightsAreRoundedOnceForAllViews() {
    Compute without = compute.withoutBfloat16Kernels();
    try (StepScope scope = StepScope.open()) {
      Tensor weight = torch.rand(4, 8);
      try (Autocast cast = Autocast.with(Precision.BFLOAT16, without)) {
        Bfloat16.linear(without, torch.rand(2, 8), weight, new TensorOptional());
        assertThat(Autocast.kept()).isEqualTo(1);
        Bfloat16.linear(without, torch.rand(3, 8), weight, new TensorOptional());
        assertThat(Autocast.kept()).isEqualTo(1);
      }
    }
  }
}

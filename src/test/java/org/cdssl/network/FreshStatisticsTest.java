package org.cdssl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.junit.jupiter.api.Test;

/// Running statistics that replace those of training for a while.
class FreshStatisticsTest {
  private final Compute compute = Compute.on("cpu", 1);

  private Tensor batch(float... values) {
    return TensorIo.copyOf(values, compute, values.length, 1);
  }

  private static float[] floats(Weights weights, String name) {
    return TensorIo.floats(weights.buffers().get(name));
  }

  @Test
  void theyAreThePlainAverageOverTheBatchesAndThoseOfTrainingComeBack() {
    try (StepScope scope = StepScope.open();
        Grad off = Grad.disabled()) {
      Weights weights = new Weights(compute);
      Norm norm = Norm.plain(weights.root(), 1);
      norm.forward(batch(1, 3));
      float mean = floats(weights, "running_mean")[0];
      float variance = floats(weights, "running_var")[0];
      assertThat(mean).isCloseTo(0.2f, within(1e-6f));
      weights.setTraining(false);

      try (Weights.FreshStatistics fresh = weights.freshStatistics()) {
        assertThat(weights.training()).isTrue();
        norm.forward(batch(0, 2));
        norm.forward(batch(4, 8));
        norm.forward(batch(7, 9));
        fresh.settle();
        assertThat(weights.training()).isFalse();
        // means 1, 6 and 8, unbiased variances 2, 8 and 2
        assertThat(floats(weights, "running_mean")[0]).isCloseTo(5, within(1e-5f));
        assertThat(floats(weights, "running_var")[0]).isCloseTo(4, within(1e-5f));
        assertThat(TensorIo.floats(norm.forward(batch(7)))[0]).isCloseTo(1, within(1e-4f));
        assertThat(floats(weights, "running_mean")[0]).isCloseTo(5, within(1e-5f));
      }

      assertThat(weights.training()).isFalse();
      assertThat(floats(weights, "running_mean")[0]).isEqualTo(mean);
      assertThat(floats(weights, "running_var")[0]).isEqualTo(variance);
      assertThat(weights.buffers().get("num_batches_tracked").item_long()).isEqualTo(1);
      weights.setTraining(true);
      norm.forward(batch(1, 3));
      assertThat(floats(weights, "running_mean")[0]).isCloseTo(0.38f, within(1e-6f));
    }
  }
}

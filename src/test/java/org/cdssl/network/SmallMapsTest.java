package org.cdssl.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Precision;
import org.cdssl.engine.StateDict;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The weight gradient in bfloat16 is that in float32 to rounding, whatever the size of the map and
/// whatever freed memory holds. Sizes at which oneDNN's own is not.
class SmallMapsTest {
  @ParameterizedTest
  @CsvSource({
    "3, 1, 2, 2, 2", "3, 1, 2, 4, 4", "3, 1, 2, 1, 1", "3, 2, 1, 1, 1", "3, 2, 3, 1, 1",
    "3, 2, 4, 4, 1", "3, 2, 1, 2, 1", "5, 1, 4, 4, 4", "5, 1, 8, 1, 4", "3, 1, 1, 2, 2",
    "3, 1, 3, 3, 3", "3, 2, 2, 2, 2"
  })
  void theWeightGradientIsRight(int kernel, int stride, int d, int h, int w) {
    Compute compute = Compute.on("cpu", 1);
    Compute.seed(1);
    int channels = 32;
    try (StepScope scope = StepScope.open()) {
      Tensor x = torch.randn(new long[] {4, channels, d, h, w});
      Tensor weight =
          torch
              .randn(new long[] {channels, channels, kernel, kernel, kernel})
              .mul(new Scalar(0.05f));
      weight.set_requires_grad(true);
      float[] expected = gradient(compute, Precision.FLOAT32, x, weight, stride);
      double largest = 0;
      for (float v : expected) {
        largest = Math.max(largest, Math.abs(v));
      }
      float[] actual = gradient(compute, Precision.BFLOAT16, x, weight, stride);
      double worst = 0;
      for (int i = 0; i < expected.length; i++) {
        double error = Math.abs(expected[i] - actual[i]);
        worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : Math.max(worst, error);
      }
      assertThat(worst / largest).isLessThan(0.02);
    }
  }

  private static float[] gradient(
      Compute compute, Precision precision, Tensor x, Tensor weight, int stride) {
    weight.mutable_grad().reset();
    soil();
    long pad = (weight.size(2) - 1) / 2;
    Tensor y;
    try (Autocast cast = Autocast.with(precision, compute)) {
      y =
          SmallMaps.conv3d(
              compute,
              x,
              weight,
              new TensorOptional(),
              new long[] {stride, stride, stride},
              new long[] {pad, pad, pad},
              new long[] {1, 1, 1});
    }
    Tensor factors = torch.sin(torch.arange(new Scalar((int) y.numel())));
    y.to(torch.ScalarType.Float).mul(factors.view(StateDict.shape(y))).sum().backward();
    return TensorIo.floats(weight.grad());
  }

  /// Leaves large numbers in memory that the next allocations get.
  private static void soil() {
    try (StepScope scope = StepScope.open()) {
      for (int i = 6; i < 20; i++) {
        torch.full(new long[] {1L << i}, new Scalar(1e30f));
      }
    }
  }
}

package org.cdssl.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Precision;
import org.cdssl.engine.StateDict;
import org.cdssl.engine.StepScope;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Output and both gradients are those of the library's slow float64 kernel to rounding, whatever
/// the shape and whatever freed memory holds. Among the shapes are those that oneDNN gets wrong.
class ConvolutionTest {
  private static final double FLOAT32 = 1e-5;
  private static final double BFLOAT16 = 0.02;

  @ParameterizedTest(name = "{0} samples, {1} to {2} channels, kernel {3}, stride {4}, {5}x{6}x{7}")
  @CsvSource({
    // weight gradients of small maps
    "4, 32, 32, 3, 1, 2, 2, 2",
    "4, 32, 32, 3, 1, 2, 4, 4",
    "4, 32, 32, 3, 1, 2, 1, 1",
    "4, 32, 32, 3, 2, 1, 1, 1",
    "4, 32, 32, 3, 2, 3, 1, 1",
    "4, 32, 32, 3, 2, 4, 4, 1",
    "4, 32, 32, 3, 2, 1, 2, 1",
    "4, 32, 32, 5, 1, 4, 4, 4",
    "4, 32, 32, 5, 1, 8, 1, 4",
    "4, 32, 32, 3, 1, 1, 2, 2",
    "4, 32, 32, 3, 1, 3, 3, 3",
    "4, 32, 32, 3, 2, 2, 2, 2",
    "2, 32, 32, 3, 1, 2, 1, 4",
    "3, 64, 64, 3, 1, 2, 7, 7",
    "3, 256, 256, 3, 1, 2, 4, 4",
    "8, 128, 128, 3, 1, 2, 4, 4",
    "4, 64, 64, 3, 2, 8, 1, 8",
    "3, 128, 256, 3, 2, 2, 1, 1",
    // a width that becomes one voxel
    "4, 96, 128, 3, 2, 4, 3, 2",
    "2, 16, 16, 3, 2, 8, 8, 2",
    "2, 64, 64, 3, 2, 2, 6, 2",
    "16, 48, 96, 3, 2, 4, 4, 2",
    // axes of one voxel
    "12, 512, 512, 3, 1, 1, 1, 1",
    "8, 256, 256, 3, 1, 1, 2, 2",
    "4, 256, 512, 3, 2, 1, 2, 2",
    "2, 1, 8, 7, 2, 4, 1, 9",
    "2, 16, 1, 3, 1, 1, 9, 1",
    "3, 24, 10, 5, 2, 5, 1, 6",
    "2, 16, 32, 3, 1, 3, 1, 1",
    "3, 32, 48, 3, 2, 1, 1, 5",
    "2, 32, 16, 5, 3, 1, 7, 4",
    // maps smaller than the kernel
    "4, 1, 64, 7, 2, 6, 16, 16",
    "12, 1, 16, 7, 2, 4, 8, 8",
    "4, 16, 16, 7, 1, 4, 8, 8",
    // the stem and its few input channels
    "2, 1, 64, 7, 2, 16, 16, 16",
    "2, 1, 8, 7, 2, 16, 16, 16",
    "2, 1, 24, 3, 1, 8, 8, 8",
    "2, 2, 8, 3, 1, 1, 1, 1",
    "2, 3, 32, 3, 1, 4, 4, 4",
    // odd numbers of output channels
    "2, 16, 1, 3, 1, 8, 16, 16",
    "1, 16, 1, 3, 1, 8, 8, 8",
    "1, 16, 1, 3, 1, 8, 8, 7",
    "2, 16, 1, 3, 1, 4, 5, 9",
    "3, 8, 1, 5, 1, 6, 7, 6",
    "2, 24, 1, 7, 1, 7, 8, 10",
    "2, 16, 1, 3, 1, 4, 4, 2",
    "2, 16, 1, 3, 2, 4, 6, 8",
    "2, 32, 3, 3, 1, 8, 8, 8",
    "2, 64, 33, 3, 1, 4, 8, 8",
    // 1^3 kernels
    "2, 16, 1, 1, 1, 8, 16, 16",
    "2, 64, 33, 1, 1, 8, 8, 8",
    "8, 256, 512, 1, 2, 2, 4, 4",
    "8, 256, 512, 1, 2, 1, 2, 2",
    "2, 64, 128, 1, 2, 8, 8, 8",
    "2, 1, 16, 1, 1, 4, 4, 4",
    "2, 24, 10, 1, 3, 5, 4, 7"
  })
  void outputAndGradientsAreRight(
      int samples, int in, int out, int kernel, int stride, int d, int h, int w) {
    compare(samples, in, out, kernel, stride, d, h, w, true);
  }

  /// Where no input gradient is wanted, few channels go another way.
  @ParameterizedTest(name = "{0} samples, {1} to {2} channels, kernel {3}, stride {4}, {5}x{6}x{7}")
  @CsvSource({
    "2, 1, 64, 7, 2, 16, 16, 16",
    "3, 1, 64, 7, 2, 6, 24, 20",
    "2, 1, 8, 7, 2, 16, 15, 17",
    "2, 1, 24, 7, 1, 8, 9, 9",
    "2, 2, 16, 3, 1, 8, 8, 6",
    "2, 2, 33, 3, 2, 2, 9, 8",
    "2, 1, 16, 3, 2, 8, 8, 8",
    "2, 1, 32, 5, 2, 3, 8, 8",
    "2, 2, 16, 5, 1, 4, 9, 7",
    "1, 1, 16, 7, 2, 1, 32, 32"
  })
  void anImagesOutputAndGradientsAreRight(
      int samples, int in, int out, int kernel, int stride, int d, int h, int w) {
    compare(samples, in, out, kernel, stride, d, h, w, false);
  }

  /// A teacher is to answer as the student it is a copy of, to the bit.
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "3, 1", "3, 2"})
  void aFrozenWeightGivesTheSameBits(int kernel, int stride) {
    Compute compute = Compute.on("cpu", 1);
    Compute.seed(2);
    try (StepScope scope = StepScope.open()) {
      Tensor x =
          torch.randn(new long[] {3, 32, 4, 9, 8}).contiguous(torch.MemoryFormat.ChannelsLast3d);
      Tensor frozen = torch.randn(new long[] {48, 32, kernel, kernel, kernel});
      long[] strides = {stride, stride, stride};
      long[] padding = {kernel / 2, kernel / 2, kernel / 2};
      long[] ones = {1, 1, 1};
      TensorOptional none = new TensorOptional();
      Tensor a = Convolution.conv3d(compute, x, frozen, none, strides, padding, ones);
      Tensor b = Convolution.conv3d(compute, x, leaf(frozen), none, strides, padding, ones);
      assertThat(torch.equal(a, b.detach())).isTrue();
    }
  }

  /// Maps of other sizes share what is made of the weight.
  @ParameterizedTest
  @CsvSource({"FLOAT32, 1e-5", "BFLOAT16, 0.02"})
  void viewsOfOneStepShareAWeight(Precision precision, double most) {
    Compute compute = Compute.on("cpu", 2);
    Compute.seed(3);
    long[] ones = {1, 1, 1};
    long[][] sizes = {{1, 4, 4}, {1, 1, 1}, {1, 1, 3}, {4, 1, 4}, {1, 4, 4}};
    try (StepScope scope = StepScope.open()) {
      Tensor frozen = rounded(torch.randn(new long[] {32, 32, 3, 3, 3}));
      Tensor weight = leaf(frozen);
      Tensor expected = leaf(frozen.to(torch.ScalarType.Double));
      TensorOptional none = new TensorOptional();
      List<Tensor> sums = new ArrayList<>();
      try (Autocast cast = Autocast.with(precision, compute)) {
        for (long[] size : sizes) {
          Tensor x = rounded(torch.randn(new long[] {4, 32, size[0], size[1], size[2]}));
          Tensor y = Convolution.conv3d(compute, x, weight, none, ones, ones, ones);
          Tensor right =
              torch.conv3d(x.to(torch.ScalarType.Double), expected, none, ones, ones, ones, 1);
          assertThat(error(right.detach(), y.detach())).isLessThan(most);
          sums.add(y.to(torch.ScalarType.Float).sum());
          right.sum().backward();
        }
      }
      Tensor total = sums.get(0);
      for (Tensor sum : sums.subList(1, sums.size())) {
        total = total.add(sum);
      }
      total.backward();
      assertThat(error(expected.grad(), weight.grad())).isLessThan(most);
    }
  }

  /// @param all whether the input gradient is wanted, too
  private static void compare(
      int samples, int in, int out, int kernel, int stride, int d, int h, int w, boolean all) {
    Compute compute = Compute.on("cpu", 2);
    Compute.seed(1);
    try (StepScope scope = StepScope.open()) {
      Tensor x = rounded(torch.randn(new long[] {samples, in, d, h, w}));
      Tensor weight = rounded(torch.randn(new long[] {out, in, kernel, kernel, kernel}));
      Tensor bias = rounded(torch.randn(new long[] {out}));
      List<Tensor> expected = results(compute, null, x, weight, bias, stride, all);
      List<Tensor> float32 = results(compute, Precision.FLOAT32, x, weight, bias, stride, all);
      List<Tensor> bfloat16 = results(compute, Precision.BFLOAT16, x, weight, bias, stride, all);
      List<Tensor> emulated =
          results(
              compute.withoutBfloat16Kernels(), Precision.BFLOAT16, x, weight, bias, stride, all);
      List<String> names = List.of("output", "weight gradient", "bias gradient", "input gradient");
      for (int i = 0; i < expected.size(); i++) {
        assertThat(error(expected.get(i), float32.get(i)))
            .as(names.get(i) + " in float32")
            .isLessThan(FLOAT32);
        assertThat(error(expected.get(i), bfloat16.get(i)))
            .as(names.get(i) + " in bfloat16")
            .isLessThan(BFLOAT16);
        assertThat(error(expected.get(i), emulated.get(i)))
            .as(names.get(i) + " in bfloat16 without kernels of it")
            .isLessThan(BFLOAT16);
      }
    }
  }

  /// Output, then the gradients of weight, bias and, with `all`, of the input; in float64 where
  /// `precision` is null.
  private static List<Tensor> results(
      Compute compute,
      Precision precision,
      Tensor x0,
      Tensor weight0,
      Tensor bias0,
      int stride,
      boolean all) {
    boolean reference = precision == null;
    torch.ScalarType type = reference ? torch.ScalarType.Double : torch.ScalarType.Float;
    Tensor image = x0.to(type).contiguous(torch.MemoryFormat.ChannelsLast3d);
    Tensor x = all ? leaf(image) : image;
    Tensor weight = leaf(weight0.to(type));
    Tensor bias = leaf(bias0.to(type));
    long pad = (weight.size(2) - 1) / 2;
    long[] strides = {stride, stride, stride};
    long[] padding = {pad, pad, pad};
    long[] ones = {1, 1, 1};
    soil();
    Tensor y;
    if (reference) {
      y = torch.conv3d(x, weight, new TensorOptional(bias), strides, padding, ones, 1);
    } else {
      try (Autocast cast = Autocast.with(precision, compute)) {
        y =
            Convolution.conv3d(
                compute, x, weight, new TensorOptional(bias), strides, padding, ones);
      }
    }
    Tensor factors =
        torch
            .sin(torch.arange(new Scalar((int) y.numel())).add(new Scalar(1f)))
            .view(StateDict.shape(y));
    soil();
    y.backward(
        rounded(factors).to(y.dtype()).contiguous(torch.MemoryFormat.ChannelsLast3d),
        new BoolOptional(),
        false,
        new TensorArrayRefOptional());
    List<Tensor> results = new ArrayList<>(List.of(y.detach(), weight.grad(), bias.grad()));
    if (all) {
      results.add(x.grad());
    }
    return results;
  }

  /// With values that bfloat16 holds exactly, so that only the computation can differ.
  private static Tensor rounded(Tensor t) {
    return t.to(torch.ScalarType.BFloat16).to(torch.ScalarType.Float);
  }

  private static Tensor leaf(Tensor t) {
    Tensor leaf = t.clone().detach();
    leaf.set_requires_grad(true);
    return leaf;
  }

  /// Largest difference over the largest value; infinite where anything is not finite.
  private static double error(Tensor expected, Tensor actual) {
    double difference = expected.sub(actual.to(torch.ScalarType.Double)).abs().max().item_double();
    return Double.isFinite(difference)
        ? difference / expected.abs().max().item_double()
        : Double.POSITIVE_INFINITY;
  }

  /// Leaves NaN in memory that the next allocations get: even zero times it would show.
  private static void soil() {
    try (StepScope scope = StepScope.open()) {
      for (int i = 6; i < 22; i++) {
        torch.full(new long[] {1L << i}, new Scalar(Float.NaN));
      }
    }
  }
}

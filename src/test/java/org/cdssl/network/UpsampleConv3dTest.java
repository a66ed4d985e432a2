package org.cdssl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cdssl.network.TestNetworks.CPU;
import static org.cdssl.network.TestNetworks.distance;
import static org.cdssl.network.TestNetworks.normal;

import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Precision;
import org.cdssl.engine.StateDict;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class UpsampleConv3dTest {
  private final Weights weights = new Weights(CPU);
  private final UpsampleConv3d layer = new UpsampleConv3d(weights.root(), 16, 32, List.of(3, 3, 3));
  private final Tensor weight = weights.parameters().get("weight");

  /// Factors of depth, height, width; from 2048 output voxels on, all of these are folded.
  @ParameterizedTest
  @CsvSource({"1,1,1", "1,1,2", "1,2,1", "1,2,2", "2,1,1", "2,1,2", "2,2,1", "2,2,2"})
  void equalsUpsamplingThenConvolving(long d, long h, long w) {
    compare(normal(1, 2, 16, 8, 12, 14), 8 * d, 12 * h, 14 * w);
    compare(normal(1, 1, 16, 2, 3, 4), 2 * d, 3 * h, 4 * w); // too small to fold
  }

  @ParameterizedTest
  @CsvSource({
    "4,7,7, 7,14,14",
    "2,14,14, 4,28,28",
    "7,28,28, 13,55,55",
    "4,4,4, 7,7,7",
    "13,6,7, 25,12,7",
    "5,9,8, 16,27,16"
  })
  void sizesThatDoNotDoubleAreEqualToo(long d, long h, long w, long toD, long toH, long toW) {
    compare(normal(2, 1, 16, d, h, w), toD, toH, toW);
  }

  @Test
  void channelsLastInputGivesTheSame() {
    Tensor x = normal(4, 2, 16, 8, 8, 8);
    Tensor like = torch.zeros(1, 1, 16, 16, 16);
    Tensor last = x.contiguous(torch.MemoryFormat.ChannelsLast3d);
    assertThat(distance(layer.forward(last, like), layer.forward(x, like))).isLessThan(1e-6);
  }

  /// A 2D network on maps with a depth of 1; the first is folded.
  @ParameterizedTest
  @CsvSource({"2, 64, 2, 2", "1, 12, 2, 1", "1, 12, 1, 1"})
  void aFlatKernelEqualsUpsamplingThenConvolvingToo(long n, long side, long h, long w) {
    Weights flat = new Weights(CPU);
    UpsampleConv3d two = new UpsampleConv3d(flat.root(), 16, 32, List.of(1, 3, 3));
    Tensor kernel = flat.parameters().get("weight");
    Tensor x = normal(6, n, 16, 1, side, side);
    x.set_requires_grad(true);
    Tensor up =
        torch.upsample_nearest3d(x.to(torch.ScalarType.Double), new long[] {1, h * side, w * side});
    long[] one = {1, 1, 1};
    Tensor plain =
        torch.conv3d(
            up,
            kernel.to(torch.ScalarType.Double),
            new TensorOptional(),
            one,
            new long[] {0, 1, 1},
            one,
            1);
    Tensor upstream = normal(7, StateDict.shape(plain));
    Tensor[] expected = backward(x, kernel, plain, upstream);
    Tensor out = two.forward(x, torch.zeros(1, 1, 1, h * side, w * side));
    assertThat(StateDict.shape(out)).isEqualTo(StateDict.shape(plain));
    Tensor[] actual = backward(x, kernel, out, upstream);
    assertThat(distance(out, plain)).as("output").isLessThan(1e-5);
    assertThat(distance(actual[0], expected[0])).as("input gradient").isLessThan(1e-5);
    assertThat(distance(actual[1], expected[1])).as("weight gradient").isLessThan(1e-5);
  }

  /// The folded weights are added up in float32, and only the products are in bfloat16.
  @ParameterizedTest
  @CsvSource({"8, 8, 8", "16, 16, 1", "1, 16, 16", "16, 1, 16", "8, 16, 2"})
  void underAutocastItIsAsExactAsBfloat16(long d, long h, long w) {
    underAutocast(layer, weight, d, h, w);
    Weights without = new Weights(CPU.withoutBfloat16Kernels());
    UpsampleConv3d emulated = new UpsampleConv3d(without.root(), 16, 32, List.of(3, 3, 3));
    underAutocast(emulated, without.parameters().get("weight"), d, h, w);
  }

  private static void underAutocast(UpsampleConv3d layer, Tensor weight, long d, long h, long w) {
    Tensor x = normal(5, 2, 16, d, h, w);
    x.set_requires_grad(true);
    Tensor like = torch.zeros(1, 1, 2 * d, 2 * h, 2 * w);
    Tensor exact = layer.forward(x, like);
    Tensor upstream = normal(8, StateDict.shape(exact));
    Tensor[] expected = backward(x, weight, exact, upstream);
    Tensor rounded;
    try (Autocast on = Autocast.with(Precision.BFLOAT16, CPU)) {
      rounded = layer.forward(x, like);
    }
    assertThat(rounded.scalar_type().intern()).isEqualTo(torch.ScalarType.BFloat16);
    Tensor[] actual = backward(x, weight, rounded, upstream);
    assertThat(distance(rounded, exact)).as("output").isLessThan(0.01);
    assertThat(distance(actual[0], expected[0])).as("input gradient").isLessThan(0.01);
    assertThat(distance(actual[1], expected[1])).as("weight gradient").isLessThan(0.01);
  }

  /// Views of one block share the folded weights; the gradient is that of both, and what was folded
  /// serves neither another block, nor another way of recording, nor after its scope has ended.
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void foldedWeightsServeTheViewsOfOneBlockOnly(Precision precision) {
    Tensor x = normal(9, 2, 16, 8, 8, 8);
    x.set_requires_grad(true);
    Tensor like = torch.zeros(1, 1, 16, 16, 16);
    Tensor upstream = normal(10, 2, 32, 16, 16, 16);
    Tensor once = block(precision, () -> layer.forward(x, like));
    Tensor[] single = backward(x, weight, once, upstream);
    Tensor twice =
        block(
            precision,
            () -> {
              try (Grad off = Grad.disabled()) {
                layer.forward(x, like);
              }
              return layer.forward(x, like).add(layer.forward(x, like));
            });
    Tensor[] both = backward(x, weight, twice, upstream);
    assertThat(distance(both[0], single[0].mul(new Scalar(2)))).isLessThan(1e-2);
    assertThat(distance(both[1], single[1].mul(new Scalar(2)))).isLessThan(1e-2);
    try (Grad off = Grad.disabled()) {
      weight.mul_(new Scalar(2));
    }
    Tensor doubled = block(precision, () -> layer.forward(x, like));
    assertThat(distance(doubled, once.mul(new Scalar(2)))).isLessThan(1e-6);
    Tensor again =
        block(
            precision,
            () -> {
              try (StepScope scope = StepScope.open()) {
                layer.forward(x, like);
              }
              return layer.forward(x, like);
            });
    assertThat(distance(again, doubled)).isZero();
  }

  private static Tensor block(Precision precision, Supplier<Tensor> work) {
    try (Autocast cast = Autocast.with(precision, CPU)) {
      return work.get();
    }
  }

  private void compare(Tensor input, long... size) {
    Tensor x = input.clone();
    x.set_requires_grad(true);
    long[] one = {1, 1, 1};
    // in float64, where the library has kernels of its own
    Tensor up = torch.upsample_nearest3d(x.to(torch.ScalarType.Double), size);
    Tensor wide = weight.to(torch.ScalarType.Double);
    Tensor plain = torch.conv3d(up, wide, new TensorOptional(), one, one, one, 1);
    Tensor upstream = normal(3, StateDict.shape(plain));
    Tensor[] expected = backward(x, weight, plain, upstream);
    Tensor out = layer.forward(x, torch.zeros(1, 1, size[0], size[1], size[2]));
    assertThat(StateDict.shape(out)).isEqualTo(StateDict.shape(plain));
    Tensor[] actual = backward(x, weight, out, upstream);
    assertThat(distance(out, plain)).as("output").isLessThan(1e-5);
    assertThat(distance(actual[0], expected[0])).as("input gradient").isLessThan(1e-5);
    assertThat(distance(actual[1], expected[1])).as("weight gradient").isLessThan(1e-5);
  }

  private static Tensor[] backward(Tensor x, Tensor weight, Tensor y, Tensor upstream) {
    y.mul(upstream).sum().backward();
    Tensor[] gradients = {x.grad().clone(), weight.grad().clone()};
    x.mutable_grad().reset();
    weight.mutable_grad().reset();
    return gradients;
  }
}

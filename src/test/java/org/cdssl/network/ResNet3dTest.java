package org.cdssl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cdssl.network.TestNetworks.CPU;
import static org.cdssl.network.TestNetworks.META;
import static org.cdssl.network.TestNetworks.narrow;
import static org.cdssl.network.TestNetworks.normal;
import static org.cdssl.network.TestNetworks.paper;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.config.NetworkConfig;
import org.cdssl.engine.Grad;
import org.cdssl.engine.StateDict;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// METHOD C.1, I.2, I.3. Sizes do not depend on widths, so they are taken from narrow networks.
class ResNet3dTest {
  /// A row of the table in METHOD C.1.
  ///
  /// @param set keys that differ from V1
  /// @param sizes D×H×W of stem and stages for 64×64×32
  record Variant(String name, String[] set, long parameters, String sizes) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Variant> variants() {
    return List.of(
        new Variant("V1", keys(), 33_160_000, "16x32x32 8x16x16 4x8x8 2x4x4 1x2x2"),
        new Variant(
            "MONAI default",
            keys("stemStride=[1,1,1]", "shortcutBias=true"),
            33_160_896,
            "32x64x64 16x32x32 8x16x16 4x8x8 2x4x4"),
        new Variant(
            "MedicalNet B",
            keys("stageStrides=[[1,1,1],[2,2,2],[1,1,1],[1,1,1]]", "stageDilations=[1,1,2,4]"),
            33_160_000,
            "16x32x32 8x16x16 4x8x8 4x8x8 4x8x8"),
        new Variant(
            "MedicalNet A",
            keys(
                "stageStrides=[[1,1,1],[2,2,2],[1,1,1],[1,1,1]]",
                "stageDilations=[1,1,2,4]",
                "shortcut=a"),
            32_986_176,
            "16x32x32 8x16x16 4x8x8 4x8x8 4x8x8"),
        new Variant(
            "V1 with A", keys("shortcut=a"), 32_986_176, "16x32x32 8x16x16 4x8x8 2x4x4 1x2x2"),
        new Variant(
            "DeSD",
            keys("stemStride=[1,2,2]", "norm=instance", "activation=leaky_relu"),
            33_160_000,
            "32x32x32 16x16x16 8x8x8 4x4x4 2x2x2"),
        new Variant(
            "r3d_18",
            keys("stemKernel=[3,7,7]", "stemStride=[1,2,2]", "poolKernel=[]"),
            33_147_456,
            "32x32x32 32x32x32 16x16x16 8x8x8 4x4x4"),
        new Variant(
            "MedMNIST",
            keys("stemKernel=[3,3,3]", "stemStride=[1,1,1]", "poolKernel=[]"),
            33_139_776,
            "32x64x64 32x64x64 16x32x32 8x16x16 4x8x8"));
  }

  private static String[] keys(String... keys) {
    return keys;
  }

  private static final String[] FLAT =
      keys(
          "stemKernel=[1,7,7]",
          "stemStride=[1,2,2]",
          "poolKernel=[1,3,3]",
          "poolStride=[1,2,2]",
          "stageStrides=[[1,1,1],[1,2,2],[1,2,2],[1,2,2]]",
          "blockKernel=[1,3,3]");

  @ParameterizedTest
  @MethodSource("variants")
  void variantsHaveTheParametersAndSizesOfTheTable(Variant variant) {
    Weights weights = new Weights(META);
    var _ = new ResNet3d(weights.root().in("encoder"), paper(variant.set()));
    assertThat(weights.count("encoder.")).isEqualTo(variant.parameters());
    assertThat(weights.count("")).isEqualTo(variant.parameters());
    assertThat(sizes(narrow(variant.set()), 1, 32, 64, 64)).isEqualTo(variant.sizes());
  }

  @Test
  void defaultHasTheParametersOfEachStage() {
    Weights weights = new Weights(META);
    ResNet3d net = new ResNet3d(weights.root(), paper());
    assertThat(weights.count("conv1.")).isEqualTo(21_952);
    assertThat(weights.count("bn1.")).isEqualTo(128);
    assertThat(weights.count("layer1.")).isEqualTo(442_880);
    assertThat(weights.count("layer2.")).isEqualTo(1_557_760);
    assertThat(weights.count("layer3.")).isEqualTo(6_228_480);
    assertThat(weights.count("layer4.")).isEqualTo(24_908_800);
    assertThat(net.widths()).containsExactly(64, 64, 128, 256, 512);
  }

  @Test
  void namesAreThoseOfMonaiAndTorchvision() {
    Weights weights = new Weights(META);
    var _ = new ResNet3d(weights.root(), paper());
    assertThat(weights.all())
        .hasSize(120) // 20 convolutions, 20 norms of 5 tensors each
        .containsKeys(
            "conv1.weight",
            "bn1.weight",
            "bn1.bias",
            "bn1.running_mean",
            "bn1.running_var",
            "bn1.num_batches_tracked",
            "layer1.0.conv1.weight",
            "layer1.1.bn2.bias",
            "layer2.0.downsample.0.weight",
            "layer2.0.downsample.1.running_var",
            "layer4.1.conv2.weight")
        .doesNotContainKeys("layer1.0.downsample.0.weight", "layer2.1.downsample.0.weight");
    assertThat(StateDict.shape(weights.all().get("layer2.0.downsample.0.weight")))
        .containsExactly(128, 64, 1, 1, 1);
    assertThat(StateDict.shape(weights.all().get("conv1.weight"))).containsExactly(64, 1, 7, 7, 7);
  }

  /// torchvision's resnet18 has 11,689,512 with 512·1000 + 1000 in the classifier and two more
  /// input channels of 64·7·7.
  @Test
  void kernelsOfDepthOneMakeThe2dResNet18() {
    Weights weights = new Weights(META);
    var _ = new ResNet3d(weights.root(), paper(FLAT));
    assertThat(weights.count(""))
        .isEqualTo(11_689_512 - 513_000 - 2 * 64 * 49)
        .isEqualTo(11_170_240);
    assertThat(sizes(narrow(FLAT), 1, 1, 224, 224))
        .isEqualTo("1x112x112 1x56x56 1x28x28 1x14x14 1x7x7");
  }

  @Test
  void sizesAreHalvedRoundingUp() {
    assertThat(sizes(narrow(), 2, 16, 32, 32)).isEqualTo("8x16x16 4x8x8 2x4x4 1x2x2 1x1x1");
    assertThat(sizes(narrow(), 2, 28, 28, 28)).isEqualTo("14x14x14 7x7x7 4x4x4 2x2x2 1x1x1");
    assertThat(sizes(narrow(), 1, 25, 220, 220))
        .isEqualTo("13x110x110 7x55x55 4x28x28 2x14x14 1x7x7");
  }

  @Test
  void shortcutAIsTheStridedInputWithZeroChannelsAppended() {
    Weights weights = new Weights(CPU);
    BasicBlock block =
        new BasicBlock(weights.root(), 2, 5, List.of(1, 2, 2), 1, narrow("shortcut=a"));
    try (Grad off = Grad.disabled()) {
      // the residual branch gives 0, so what is left is the activation of the shortcut
      weights.parameters().get("bn2.weight").fill_(new org.bytedeco.pytorch.Scalar(0f));
    }
    Tensor x = normal(1, 2, 2, 3, 4, 5);
    Tensor y = block.forward(x);
    assertThat(StateDict.shape(y)).containsExactly(2, 5, 3, 2, 3);
    float[] in = TensorIo.floats(x);
    float[] out = TensorIo.floats(y);
    for (int n = 0; n < 2; n++) {
      for (int c = 0; c < 5; c++) {
        for (int d = 0; d < 3; d++) {
          for (int h = 0; h < 2; h++) {
            for (int w = 0; w < 3; w++) {
              float expected =
                  c < 2 ? Math.max(0, in[(((n * 2 + c) * 3 + d) * 4 + 2 * h) * 5 + 2 * w]) : 0;
              assertThat(out[(((n * 5 + c) * 3 + d) * 2 + h) * 3 + w]).isEqualTo(expected);
            }
          }
        }
      }
    }
  }

  @Test
  void convolutionsStartKaimingNormalAndNormsAsIdentity() {
    Weights weights = new Weights(CPU);
    var _ = new ResNet3d(weights.root(), paper("widths=[16,16,16,32]", "blocks=[1,1,1,1]"));
    assertThat(deviation(weights, "layer2.0.conv1.weight"))
        .isCloseTo(Math.sqrt(2.0 / (16 * 27)), org.assertj.core.data.Percentage.withPercentage(4));
    assertThat(deviation(weights, "layer4.0.conv1.weight"))
        .isCloseTo(Math.sqrt(2.0 / (32 * 27)), org.assertj.core.data.Percentage.withPercentage(4));
    assertThat(TensorIo.floats(weights.all().get("bn1.weight"))).containsOnly(1f);
    assertThat(TensorIo.floats(weights.all().get("bn1.bias"))).containsOnly(0f);
    assertThat(TensorIo.floats(weights.all().get("bn1.running_var"))).containsOnly(1f);
    assertThat(TensorIo.floats(weights.all().get("bn1.running_mean"))).containsOnly(0f);
  }

  @Test
  void evaluationNeitherUsesNorMovesTheBatchStatistics() {
    Weights weights = new Weights(CPU);
    ResNet3d net = new ResNet3d(weights.root(), TestNetworks.tiny());
    Tensor x = normal(3, 2, 1, 8, 16, 16);
    net.forward(x);
    assertThat(weights.buffers().get("bn1.num_batches_tracked").item_long()).isEqualTo(1);
    weights.setTraining(false);
    List<float[]> before = weights.buffers().values().stream().map(TensorIo::floats).toList();
    float[] pair = TensorIo.floats(net.forward(x).getLast());
    float[] alone = TensorIo.floats(net.forward(x.narrow(0, 0, 1)).getLast());
    assertThat(Arrays.copyOf(pair, alone.length))
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(alone);
    List<float[]> after = weights.buffers().values().stream().map(TensorIo::floats).toList();
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.get(i)).isEqualTo(before.get(i));
    }
  }

  @Test
  void instanceNormalisationHasNoRunningStatistics() {
    Weights weights = new Weights(META);
    var _ = new ResNet3d(weights.root(), paper("norm=instance"));
    assertThat(weights.buffers()).isEmpty();
  }

  private static double deviation(Weights weights, String name) {
    double squares = 0;
    float[] values = TensorIo.floats(weights.all().get(name));
    for (float v : values) {
      squares += (double) v * v;
    }
    return Math.sqrt(squares / values.length);
  }

  private static String sizes(NetworkConfig config, long n, long d, long h, long w) {
    try (StepScope scope = StepScope.open();
        Grad off = Grad.disabled()) {
      ResNet3d net = new ResNet3d(new Weights(CPU).root(), config);
      List<String> sizes = new ArrayList<>();
      List<Tensor> maps = net.forward(normal(7, n, 1, d, h, w));
      assertThat(maps).hasSameSizeAs(net.widths());
      for (int i = 0; i < maps.size(); i++) {
        long[] shape = StateDict.shape(maps.get(i));
        assertThat(shape[0]).isEqualTo(n);
        assertThat(shape[1]).isEqualTo(net.widths().get(i).longValue());
        assertThat(TensorIo.floats(maps.get(i))).doesNotContain(Float.NaN);
        sizes.add(shape[2] + "x" + shape[3] + "x" + shape[4]);
      }
      return String.join(" ", sizes);
    }
  }
}

package org.cdssl.network.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.cdssl.network.TestNetworks.CPU;
import static org.cdssl.network.TestNetworks.META;
import static org.cdssl.network.TestNetworks.normal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.ConfigLoader.Use;
import org.cdssl.config.NetworkConfig;
import org.cdssl.config.Size3;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Precision;
import org.cdssl.engine.StateDict;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.cdssl.network.Cost;
import org.cdssl.network.Encoders;
import org.cdssl.network.Linear;
import org.cdssl.network.RestorationDecoder;
import org.cdssl.network.TestNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// METHOD C.3.
class PyramidTransformerTest {
  private static final String MIT = "paper-pvt-small";
  private static final String PVT = "paper-pvt-small-inflated";

  static NetworkConfig network(String preset, String... transformer) {
    List<String> keys = new ArrayList<>();
    for (String key : transformer) {
      keys.add("network.transformer." + key);
    }
    return new ConfigLoader().preset(preset, keys, Use.SETTINGS).config().network();
  }

  /// Few channels; sizes do not depend on them.
  private static NetworkConfig narrow(String preset) {
    return network(
        preset,
        "stemWidth=2",
        "dims=[2,2,2,2]",
        "heads=[1,1,1,1]",
        "depths=[1,1,1,1]",
        "mlpRatios=[1,1,1,1]");
  }

  private static NetworkConfig channels(NetworkConfig c, int channels) {
    return new NetworkConfig(
        c.backbone(),
        channels,
        c.stemKernel(),
        c.stemStride(),
        c.poolKernel(),
        c.poolStride(),
        c.stageStrides(),
        c.stageDilations(),
        c.blockKernel(),
        c.widths(),
        c.blocks(),
        c.norm(),
        c.activation(),
        c.shortcut(),
        c.shortcutBias(),
        c.transformer(),
        c.decoderWidths(),
        c.restoreActivation(),
        c.restoreHead());
  }

  private static long parameters(NetworkConfig config) {
    Weights weights = new Weights(META);
    var _ = new PyramidTransformer(weights.root(), config);
    return weights.count("");
  }

  @ParameterizedTest
  @CsvSource({
    "96x96x16, 24644064", // 24.64 M of the table, with 16x96x96 in its order
    "64x64x32, 24608736", // 24.61
    "32x32x32, 24396768", // 24.40
    "64x64x64, 24891360" // 24.89
  })
  void mitHasTheParametersOfTheTable(String positions, long expected) {
    assertThat(parameters(network(MIT, "positionSize=" + positions))).isEqualTo(expected);
  }

  @Test
  void inflatedPvtHasThirtyFivePointSevenMillion() {
    assertThat(parameters(network(PVT))).isEqualTo(35_721_472);
  }

  /// torchvision-style count of the authors' model, with its classifier of 1000.
  @Test
  void patchesOfDepthOneMakeThe2dOriginal() {
    NetworkConfig flat =
        channels(
            network(
                PVT,
                "patchStrides=[[1,4,4],[1,2,2],[1,2,2],[1,2,2]]",
                "reductions=[[1,8,8],[1,4,4],[1,2,2],[1,1,1]]",
                "positionSize=224x224x1"),
            3);
    Weights weights = new Weights(META);
    PyramidTransformer net = new PyramidTransformer(weights.root(), flat);
    var _ = new Linear(weights.root().in("head"), net.widths().getLast(), 1000);
    assertThat(weights.count("")).isEqualTo(24_485_864);
    assertThat(flat.transformer().fitting(new Size3(1, 224, 224)))
        .isEqualTo(new Size3(1, 224, 224));
    // 3.8 G of the authors counts the classifier too, which is 0.5 M
    assertThat(Cost.of(flat, new Size3(1, 224, 224)).encoder() / 1e9).isCloseTo(3.82, within(0.01));
  }

  @ParameterizedTest
  @CsvSource({"96x96x16, 1.66", "64x64x32, 1.46", "32x32x32, 0.37", "64x64x64, 2.95"})
  void mitCostsWhatTheTableSays(String size, double expected) {
    assertThat(Cost.of(network(MIT), Size3.parse(size)).encoder() / 1e9)
        .isCloseTo(expected, within(0.01));
  }

  @Test
  void inflatedPvtCostsWhatTheTableSays() {
    assertThat(Cost.of(network(PVT), Size3.parse("64x64x32")).encoder() / 1e9)
        .isCloseTo(1.11, within(0.01));
  }

  /// Tokens of each stage as d×h×w of its map, keys and values by the reduction of the token grid.
  @ParameterizedTest
  @CsvSource({
    "96x96x16, 8x24x24 4x12x12 2x6x6 1x3x3, 17 10 10 10",
    "64x64x32, 16x16x16 8x8x8 4x4x4 2x2x2, 9 9 9 9",
    "32x32x32, 16x8x8 8x4x4 4x2x2 2x1x1, 3 3 3 3",
    "64x64x64, 32x16x16 16x8x8 8x4x4 4x2x2, 21 17 17 17"
  })
  void tokensAndKeysOfMitAreThoseOfTheTable(String size, String tokens, String keys) {
    var config = network(MIT).transformer();
    List<Size3> grids = config.grids(Size3.parse(size));
    assertThat(grids.stream().map(g -> g.d() + "x" + g.h() + "x" + g.w()))
        .containsExactly(tokens.split(" "));
    List<String> lengths = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Size3 g = grids.get(i);
      List<Integer> r = config.reductions().get(i);
      lengths.add(
          Integer.toString(1 + (g.d() / r.get(0)) * (g.h() / r.get(1)) * (g.w() / r.get(2))));
    }
    assertThat(String.join(" ", lengths)).isEqualTo(keys);
  }

  /// 28³ is padded to 32³ and cut back; each map is the input over its stride, rounded up.
  @ParameterizedTest
  @CsvSource({
    "paper-pvt-small, 32, 64, 64, 32x32x32 16x16x16 8x8x8 4x4x4 2x2x2",
    "paper-pvt-small, 32, 32, 32, 32x16x16 16x8x8 8x4x4 4x2x2 2x1x1",
    "paper-pvt-small, 64, 64, 64, 64x32x32 32x16x16 16x8x8 8x4x4 4x2x2",
    "paper-pvt-small, 28, 28, 28, 28x14x14 14x7x7 7x4x4 4x2x2 2x1x1",
    "paper-pvt-small-inflated, 32, 64, 64, 8x16x16 4x8x8 2x4x4 1x2x2",
    "paper-pvt-small-inflated, 32, 32, 32, 8x8x8 4x4x4 2x2x2 1x1x1",
    "paper-pvt-small-inflated, 64, 64, 64, 16x16x16 8x8x8 4x4x4 2x2x2",
    "paper-pvt-small-inflated, 28, 28, 28, 7x7x7 4x4x4 2x2x2 1x1x1",
    "paper-pvt-small-inflated, 25, 220, 220, 7x55x55 4x28x28 2x14x14 1x7x7"
  })
  void mapsAreTheInputOverTheStride(String preset, long d, long h, long w, String expected) {
    try (StepScope scope = StepScope.open();
        Grad off = Grad.disabled()) {
      NetworkConfig config = narrow(preset);
      Weights weights = new Weights(CPU);
      PyramidTransformer net = new PyramidTransformer(weights.root().in("encoder"), config);
      Tensor x = normal(1, 2, 1, d, h, w);
      List<Tensor> maps = net.forward(x);
      assertThat(sizes(maps)).isEqualTo(expected);
      for (int i = 0; i < maps.size(); i++) {
        assertThat(maps.get(i).size(1)).isEqualTo(net.widths().get(i).longValue());
        assertThat(TensorIo.floats(maps.get(i))).doesNotContain(Float.NaN);
      }
      if (d * h * w < 200_000) {
        RestorationDecoder decoder =
            new RestorationDecoder(weights.root().in("decoder"), net.widths().getLast(), config);
        List<Tensor> levels = decoder.forward(maps, x, decoder.widths().size());
        assertThat(levels).hasSameSizeAs(maps);
        assertThat(StateDict.shape(decoder.restore(levels.getLast())))
            .containsExactly(2, 1, d, h, w);
      }
    }
  }

  private static String sizes(List<Tensor> maps) {
    return maps.stream()
        .map(m -> m.size(2) + "x" + m.size(3) + "x" + m.size(4))
        .collect(Collectors.joining(" "));
  }

  @Test
  void aSizeThatDoesNotFitIsSaidWithThoseThatDo() {
    NetworkConfig mit = network(MIT);
    assertThat(Encoders.remarks(mit, Size3.parse("64x64x32"), Size3.parse("32x32x16"))).isEmpty();
    assertThat(Encoders.remarks(mit, Size3.parse("28x28x28"), Size3.parse("28x28x28")))
        .containsExactly(
            "views of 28x28x28 are padded to 32x32x32 for the transformer; sizes that fit as they"
                + " are: multiples of 32x32x16 (HxWxD)");
    assertThat(Encoders.remarks(network(PVT), Size3.parse("220x220x25")).getFirst())
        .contains("padded to 224x224x32", "multiples of 32x32x32");
  }

  @Test
  void aSingleVoxelInTheLastStageIsRefusedWithSizesThatFit() {
    assertThatThrownBy(
            () -> new ConfigLoader().preset(MIT, List.of("views.localSize=32x32x16"), Use.SETTINGS))
        .hasMessageContaining("views.localSize")
        .hasMessageContaining("single voxel")
        .hasMessageContaining("take 32x32x32 or more")
        .hasMessageContaining("multiples of 32x32x16");
  }

  @Test
  void channelsThatDoNotDivideAmongTheHeadsAreRefused() {
    assertThatThrownBy(() -> network(MIT, "heads=[1,2,3,8]"))
        .hasMessageContaining("256 is none of 3");
  }

  /// Attention of libtorch against the formula, and the same with bfloat16 products.
  @Test
  void attentionIsSoftmaxOfProducts() {
    Tensor q = normal(1, 2, 3, 7, 4);
    Tensor k = normal(2, 2, 3, 5, 4);
    Tensor v = normal(3, 2, 3, 5, 4);
    Tensor plain = q.matmul(k.transpose(2, 3)).mul(new Scalar(0.5)).softmax(-1).matmul(v);
    assertThat(TestNetworks.distance(torch.scaled_dot_product_attention(q, k, v), plain))
        .isLessThan(1e-6);
    try (Autocast cast = Autocast.with(Precision.BFLOAT16, CPU)) {
      assertThat(TestNetworks.distance(torch.scaled_dot_product_attention(q, k, v), plain))
          .isBetween(1e-5, 2e-2);
    }
  }

  /// A non-overlapping convolution, the remainder dropped.
  @Test
  void patchProjectionIsAStridedConvolution() {
    Weights weights = new Weights(CPU);
    PatchProjection patches = new PatchProjection(weights.root(), 3, 5, List.of(2, 3, 2));
    Tensor x = normal(4, 2, 3, 5, 7, 4);
    Tensor conv =
        torch.conv3d(
            x,
            weights.parameters().get("weight"),
            new org.bytedeco.pytorch.TensorOptional(weights.parameters().get("bias")),
            new long[] {2, 3, 2},
            new long[] {0, 0, 0},
            new long[] {1, 1, 1},
            1);
    Tensor tokens = patches.forward(x);
    assertThat(StateDict.shape(tokens)).containsExactly(2, 8, 5);
    assertThat(TestNetworks.distance(tokens, Tokens.of(conv))).isLessThan(1e-6);
  }

  /// A constant table stays constant, a ramp along one axis stays a ramp there, and the class
  /// token's place is as it was.
  @Test
  void positionsAreResizedOnTheGridApartFromTheClassToken() {
    Weights weights = new Weights(CPU);
    Size3 grid = new Size3(2, 2, 2);
    PositionTable table = new PositionTable(weights.root(), "pos", grid, 2, true);
    try (Grad off = Grad.disabled()) {
      float[] values = new float[9 * 2];
      values[0] = 9; // class token
      values[1] = -9;
      for (int t = 0; t < 8; t++) {
        values[2 + 2 * t] = 5; // first channel constant
        values[3 + 2 * t] = t / 4; // second is the depth
      }
      weights.parameters().get("pos").copy_(TensorIo.copyOf(values, CPU, 1, 9, 2));
    }
    Size3 deep = new Size3(4, 3, 1);
    float[] sum = TensorIo.floats(table.add(torch.zeros(1, 13, 2), deep));
    assertThat(sum[0]).isEqualTo(9f);
    assertThat(sum[1]).isEqualTo(-9f);
    float[] ramp = {0, 0.25f, 0.75f, 1}; // half-pixel centres
    for (int t = 0; t < 12; t++) {
      assertThat(sum[2 + 2 * t]).isCloseTo(5f, within(1e-6f));
      assertThat(sum[3 + 2 * t]).isCloseTo(ramp[t / 3], within(1e-6f));
    }
  }

  @Test
  void startsAsTheReferencesDo() {
    Weights weights = new Weights(CPU);
    var _ =
        new PyramidTransformer(
            weights.root(), network(MIT, "dims=[32,32,64,64]", "depths=[1,1,1,1]"));
    assertThat(deviation(weights, "block4.0.mlp.fc1.weight")).isCloseTo(0.02, within(0.0006));
    assertThat(deviation(weights, "pos_embed1")).isCloseTo(0.02, within(0.0006));
    assertThat(deviation(weights, "cls_token")).isCloseTo(0.02, within(0.008));
    assertThat(deviation(weights, "block1.0.attn.sr.weight"))
        .isCloseTo(Math.sqrt(2.0 / (32 * 216)), within(0.0005));
    assertThat(deviation(weights, "patch_embed2.conv.weight"))
        .isCloseTo(Math.sqrt(2.0 / (32 * 27)), within(0.002));
    assertThat(TensorIo.floats(weights.all().get("block1.0.norm1.weight"))).containsOnly(1f);
    assertThat(TensorIo.floats(weights.all().get("block1.0.attn.q.bias"))).containsOnly(0f);
    assertThat(weights.buffers()).isEmpty();
  }

  private static double deviation(Weights weights, String name) {
    float[] values = TensorIo.floats(weights.all().get(name));
    double squares = 0;
    for (float v : values) {
      squares += (double) v * v;
    }
    return Math.sqrt(squares / values.length);
  }

  /// Samples do not see each other: no statistics of the batch.
  @Test
  void eachSampleIsByItself() {
    PyramidTransformer net = new PyramidTransformer(new Weights(CPU).root(), narrow(MIT));
    Tensor x = normal(8, 2, 1, 32, 32, 32);
    Tensor both = net.forward(x).getLast().narrow(0, 0, 1);
    Tensor alone = net.forward(x.narrow(0, 0, 1)).getLast();
    assertThat(TestNetworks.distance(both, alone)).isLessThan(1e-5);
  }
}

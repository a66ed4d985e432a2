package org.cdssl.pretext.unimiss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.cdssl.network.TestNetworks.CPU;
import static org.cdssl.network.TestNetworks.META;
import static org.cdssl.network.TestNetworks.distance;
import static org.cdssl.network.TestNetworks.normal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.DinoConfig;
import org.cdssl.config.NetworkConfig;
import org.cdssl.config.UniMissConfig;
import org.cdssl.engine.Adam;
import org.cdssl.engine.Grad;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.cdssl.network.TestNetworks;
import org.cdssl.network.transformer.SwitchableTransformer;
import org.cdssl.pretext.DinoHead;
import org.cdssl.pretext.Distillation;
import org.cdssl.pretext.LearningTensors;
import org.cdssl.pretext.Losses;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.ViewTensors;
import org.cdssl.pretext.unimiss.UniMiss.Logits;
import org.junit.jupiter.api.Test;

/// METHOD C.3, D.6.
class UniMissTest {
  private static final DinoConfig TWO =
      new DinoConfig(2, 4, 4, false, 0.1, 0.04, 0.04, 0, 0.9, 0.996, 0);
  private static final DinoConfig SMALL =
      new DinoConfig(16, 8, 8, false, 0.1, 0.04, 0.04, 0, 0.9, 0.9, 0);
  private static final UniMissConfig DECODER =
      new UniMissConfig(List.of(1, 1, 1), List.of(2, 2, 1));
  private static final NetworkConfig TINY =
      TestNetworks.paper(
          "backbone=pvt_small",
          "transformer.stemWidth=16",
          "transformer.stemKernel=[3,3,3]",
          "transformer.patchStrides=[[2,2,2],[2,2,2],[1,1,1],[1,1,1]]",
          "transformer.dims=[16,16,32,32]",
          "transformer.depths=[1,1,1,1]",
          "transformer.heads=[1,2,2,4]",
          "transformer.reductions=[[2,2,2],[2,2,2],[1,1,1],[1,1,1]]",
          "transformer.positionSize=16x16x8");
  private static final Moment START = new Moment(0, 0, 10, 4);

  private static UniMiss tiny() {
    return new UniMiss(TINY, SMALL, DECODER, 16, CPU);
  }

  private static ViewTensors xrays(long seed) {
    return new ViewTensors(
        List.of(normal(seed, 2, 1, 1, 16, 16), normal(seed + 1, 2, 1, 1, 16, 16)), null, List.of());
  }

  private static ViewTensors volumes(long seed) {
    return new ViewTensors(
        List.of(normal(seed, 2, 1, 8, 16, 16), normal(seed + 1, 2, 1, 8, 16, 16)), null, List.of());
  }

  private static Tensor row(float... values) {
    return TensorIo.copyOf(values, CPU, 1, values.length);
  }

  /// −Σ softmax(t / 0.04) log softmax(s / 0.1) of two prototypes, in doubles.
  private static double pair(double[] t, double[] s) {
    double p = 1 / (1 + Math.exp((t[1] - t[0]) / 0.04));
    double q = 1 / (1 + Math.exp((s[1] - s[0]) / 0.1));
    return -p * Math.log(q) - (1 - p) * Math.log(1 - q);
  }

  private static double pairs(double[][] taught, double[][] said) {
    return (pair(taught[0], said[1]) + pair(taught[1], said[0])) / 2;
  }

  private static List<Logits> logits(double[][] whole, double[][] slices) {
    return List.of(
        new Logits(tensor(whole[0]), slices == null ? null : tensor(slices[0])),
        new Logits(tensor(whole[1]), slices == null ? null : tensor(slices[1])));
  }

  private static Tensor tensor(double[] values) {
    return row((float) values[0], (float) values[1]);
  }

  /// Published counts of the 3D branch at 32x64x64 (D, H, W), and what the 2D one adds.
  @Test
  void theWayOfVolumesHasThePublishedSize() {
    Weights weights = new Weights(META);
    var net =
        new SwitchableTransformer(
            weights.root(),
            TestNetworks.paper("backbone=pvt_small"),
            new UniMissConfig(List.of(3, 4, 3), List.of(8, 4, 2)),
            224);
    assertThat(net.width()).isEqualTo(48);
    assertThat(weights.count("encoder.") / 1e6).isCloseTo(24.61, within(0.005));
    assertThat((weights.count("encoder.") + weights.count("decoder.")) / 1e6)
        .isCloseTo(36.93, within(0.005));
  }

  @Test
  void onlyWhatKnowsItsDimensionsIsThereTwice() {
    Weights weights = new Weights(CPU);
    var _ = new SwitchableTransformer(weights.root(), TINY, DECODER, 16);
    List<String> flat =
        weights.parameters().keySet().stream().filter(n -> n.startsWith("flat.")).toList();
    assertThat(flat)
        .isNotEmpty()
        .allMatch(n ->
            n.matches(
                "flat\\.(encoder|decoder)\\.((stem|patch_embed\\d|up\\d)\\..*|pos_embed\\d|block\\d\\.\\d\\.attn\\.sr\\..*)"));
    // each of them has a 3D twin, and the twins are all there is of their kind
    assertThat(flat).allMatch(n -> weights.parameters().containsKey(n.substring("flat.".length())));
    long twins =
        weights.parameters().keySet().stream()
            .filter(n -> !n.startsWith("flat."))
            .filter(n -> n.matches(".*(stem|patch_embed|up\\d|pos_embed|\\.sr\\.).*"))
            .count();
    assertThat(flat).hasSize((int) twins);
    assertThat(weights.parameters().get("flat.encoder.stem.conv.weight").size(2)).isEqualTo(1);
    assertThat(weights.parameters().get("flat.encoder.patch_embed1.conv.weight").size(2))
        .isEqualTo(1);
  }

  /// Three batches by hand: X-rays, volumes, volumes with a centre.
  @Test
  void theLossIsOneTermOfXraysAndFourOfVolumes() {
    Weights weights = new Weights(CPU);
    Distillation distillation = distillation(weights);
    double[][] tv = {{0.3, 0.1}, {-0.1, 0.2}};
    double[][] ts = {{0.1, 0.15}, {0.25, 0.05}};
    double[][] sv = {{0.2, -0.1}, {0.05, 0.3}};
    double[][] ss = {{-0.2, 0.1}, {0.15, 0.1}};
    Map<String, Tensor> one =
        UniMiss.parts(distillation, logits(tv, null), logits(sv, null), START);
    assertThat(one).containsOnlyKeys("xrays");
    assertThat(one.get("xrays").item_double()).isCloseTo(pairs(tv, sv), within(1e-5));
    Map<String, Tensor> four = UniMiss.parts(distillation, logits(tv, ts), logits(sv, ss), START);
    assertThat(four)
        .containsOnlyKeys("volumeVolume", "volumeSlices", "slicesSlices", "slicesVolume");
    assertThat(four.get("volumeVolume").item_double()).isCloseTo(pairs(tv, sv), within(1e-5));
    assertThat(four.get("volumeSlices").item_double()).isCloseTo(pairs(tv, ss), within(1e-5));
    assertThat(four.get("slicesSlices").item_double()).isCloseTo(pairs(ts, ss), within(1e-5));
    assertThat(four.get("slicesVolume").item_double()).isCloseTo(pairs(ts, sv), within(1e-5));
    assertThat(Losses.sum(four.values()).item_double())
        .isCloseTo(pairs(tv, sv) + pairs(tv, ss) + pairs(ts, ss) + pairs(ts, sv), within(1e-5));
  }

  /// c of prototype 0: 0.1·mean(0.3, −0.1) after X-rays; then 0.9c + 0.1·mean(0.3, 0.1, −0.1, 0.25)
  /// of a batch of volumes, whose slices count too; then X-rays again.
  @Test
  void oneCentreFollowsXraysVolumesAndSlices() {
    Weights weights = new Weights(CPU);
    Distillation distillation = distillation(weights);
    double[][] tv = {{0.3, 0.1}, {-0.1, 0.2}};
    double[][] ts = {{0.1, 0.15}, {0.25, 0.05}};
    double expected = 0;
    for (int step = 0; step < 3; step++) {
      boolean xrays = step != 1;
      distillation.updateCentre(UniMiss.all(logits(tv, xrays ? null : ts)));
      double mean = xrays ? (0.3 - 0.1) / 2 : (0.3 + 0.1 - 0.1 + 0.25) / 4;
      expected = 0.9 * expected + 0.1 * mean;
      assertThat((double) TensorIo.floats(weights.buffers().get("centre"))[0])
          .isCloseTo(expected, within(1e-6));
    }
  }

  private static Distillation distillation(Weights weights) {
    var _ = weights.root().parameter("w", 1);
    var _ = Distillation.teacherScope(weights).parameter("w", 1);
    return new Distillation(weights, TWO);
  }

  @Test
  void viewsThatAgreeForSureCostNothing() {
    double[][] sure = {{1, -1}, {1, -1}};
    Distillation distillation = distillation(new Weights(CPU));
    Map<String, Tensor> parts =
        UniMiss.parts(distillation, logits(sure, sure), logits(sure, sure), START);
    assertThat(Losses.sum(parts.values()).item_double()).isCloseTo(0, within(1e-6));
  }

  @Test
  void theMeanOfTheLogitsIsThatOfTheMean() {
    DinoHead head = new DinoHead(new Weights(CPU).root(), 6, SMALL);
    Tensor rows = normal(5, 8, 6);
    Tensor each = head.forward(rows).view(2, 4, 16).mean(1);
    Tensor once = head.logits(head.bottleneck(rows).view(2, 4, 8).mean(1));
    assertThat(distance(once, each)).isLessThan(1e-6);
  }

  /// The students answer, the teachers do not learn.
  @Test
  void gradientFlowsThroughTheStudentOnly() {
    UniMiss net = tiny();
    try (StepScope scope = StepScope.open()) {
      Losses losses = net.loss(volumes(1), START);
      losses.total().backward();
      // a volume goes both ways
      LearningTensors.assertAllParametersAndNoBuffers(net.weights());
      try (Grad off = Grad.disabled()) {
        net.weights().buffers().get("teacher.head.mlp.fc3.weight").mul_(new Scalar(-1f));
      }
      assertThat(net.loss(volumes(1), START).total().item_double())
          .isNotCloseTo(losses.total().item_double(), within(1e-6));
    }
  }

  /// After volumes the moments of the 3D tensors are not zero; X-rays must not move them on (G-U3).
  @Test
  void xraysLeaveThe3dTensorsAsTheyAre() {
    UniMiss net = tiny();
    Weights weights = net.weights();
    Adam adam = new Adam(weights, 0.1, true);
    step(net, adam, volumes(1));
    Map<String, float[]> before = new LinkedHashMap<>();
    weights.parameters().forEach((n, p) -> before.put(n, TensorIo.floats(p)));
    step(net, adam, xrays(7));
    int still = 0;
    for (Map.Entry<String, float[]> e : before.entrySet()) {
      boolean only3d = weights.parameters().containsKey("flat." + e.getKey());
      boolean same =
          java.util.Arrays.equals(
              TensorIo.floats(weights.parameters().get(e.getKey())), e.getValue());
      assertThat(same).as(e.getKey()).isEqualTo(only3d);
      still += same ? 1 : 0;
    }
    assertThat(still).isGreaterThan(10);
    // the teacher follows all the same
    assertThat(TensorIo.floats(weights.buffers().get("teacher.encoder.stem.conv.weight")))
        .isNotEqualTo(before.get("encoder.stem.conv.weight"));
  }

  private static void step(UniMiss net, Adam adam, ViewTensors views) {
    try (StepScope scope = StepScope.open()) {
      net.loss(views, START).total().backward();
      adam.step(0.01, 1);
      net.afterStep(START);
    } finally {
      net.weights().clearGradients();
    }
  }

  /// The teacher has both ways too, shared tensors once.
  @Test
  void theTeacherIsATwinOfEverything() {
    Weights weights = tiny().weights();
    for (Map.Entry<String, Tensor> p : weights.parameters().entrySet()) {
      Tensor twin = weights.buffers().get("teacher." + p.getKey());
      assertThat(twin).as(p.getKey()).isNotNull();
      assertThat(torch.equal(twin, p.getValue())).as(p.getKey()).isTrue();
    }
    assertThat(tiny().remarks(4).getFirst()).contains("16 prototypes");
  }

  @Test
  void volumesWhoseSlicesChangeAnswerDifferently() {
    UniMiss net = tiny();
    try (StepScope scope = StepScope.open()) {
      double before = net.loss(volumes(1), START).parts().get("slicesSlices").item_double();
      try (Grad off = Grad.disabled()) {
        net.weights().parameters().get("flat.encoder.stem.conv.weight").mul_(new Scalar(-2f));
      }
      Map<String, Tensor> parts = net.loss(volumes(1), START).parts();
      assertThat(parts.get("slicesSlices").item_double()).isNotCloseTo(before, within(1e-7));
    }
  }
}

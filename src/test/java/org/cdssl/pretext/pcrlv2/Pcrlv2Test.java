package org.cdssl.pretext.pcrlv2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.cdssl.network.TestNetworks.META;
import static org.cdssl.network.TestNetworks.distance;
import static org.cdssl.network.TestNetworks.paper;
import static org.cdssl.pretext.pcrlv2.TinyPcrlv2.globalView;
import static org.cdssl.pretext.pcrlv2.TinyPcrlv2.localViews;
import static org.cdssl.pretext.pcrlv2.TinyPcrlv2.target;
import static org.cdssl.pretext.pcrlv2.TinyPcrlv2.views;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.engine.Compute;
import org.cdssl.engine.StateDict;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.cdssl.network.TestNetworks;
import org.cdssl.pretext.Losses;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.ViewTensors;
import org.cdssl.pretext.pcrlv2.TinyPcrlv2.Expected;
import org.cdssl.pretext.pcrlv2.TinyPcrlv2.Twin;
import org.cdssl.view.ViewPlan;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// METHOD B.5, B.8, I.2, I.4.
class Pcrlv2Test {
  private static final LevelDraws DRAWS =
      new LevelDraws(3, new int[] {0, 4, 2}, new int[] {1, 1, 3});

  @BeforeEach
  void seed() {
    TestNetworks.CPU.threads(); // libtorch is unpacked before it is used
    Compute.seed(11);
  }

  @ParameterizedTest
  @CsvSource({"two_d, 2_712_629, 42_946_022", "three_d, 367_055, 40_600_448"})
  void hasTheParametersOfTheTable(String style, String heads, String total) {
    Pcrlv2 net = new Pcrlv2(paper("restoreHead=" + style), 6, true, META);
    assertThat(net.weights().count("encoder.")).isEqualTo(33_160_000);
    assertThat(net.weights().count("decoder.")).isEqualTo(7_073_393);
    assertThat(net.weights().count("heads.")).isEqualTo(number(heads));
    assertThat(net.weights().count("")).isEqualTo(number(total));
  }

  private static long number(String text) {
    return Long.parseLong(text.replace("_", ""));
  }

  @Test
  void betaFallsFromOneToZero() {
    assertThat(Pcrlv2.beta(0, 200)).isEqualTo(1);
    assertThat(Pcrlv2.beta(50, 200)).isCloseTo(0.853553390593, within(1e-12));
    assertThat(Pcrlv2.beta(100, 200)).isCloseTo(0.5, within(1e-12));
    assertThat(Pcrlv2.beta(199, 200)).isCloseTo(6.168375e-5, within(1e-9));
    assertThat(Pcrlv2.beta(200, 200)).isCloseTo(0, within(1e-12));
  }

  @Test
  void betaChangesWithTheEpoch() {
    Pcrlv2 net = TinyPcrlv2.network(true);
    assertThat(net.schedules(new Moment(0, 9, 10, 4))).isEqualTo(Map.of("beta", 1.0));
    assertThat(net.schedules(new Moment(0, 10, 10, 4)).get("beta"))
        .isCloseTo(0.853553390593, within(1e-12));
    assertThat(net.schedules(new Moment(0, 29, 10, 4)).get("beta")).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void wantsTwoGlobalsAndOneTarget() {
    assertThat(TinyPcrlv2.network(true).views()).isEqualTo(ViewPlan.pcrlv2(3));
  }

  /// The levels that are looked at differ in value, so another k* or a swapped local is seen.
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void lossIsComposedAsInTheMethod(boolean drawnOnly) {
    Pcrlv2 net = TinyPcrlv2.network(drawnOnly);
    Twin twin = new Twin(net);
    for (int shared = 0; shared < 5; shared++) {
      LevelDraws draws =
          new LevelDraws(
              shared,
              new int[] {(shared + 1) % 5, 4 - shared, 2},
              new int[] {0, shared, (shared + 3) % 5});
      Expected expected = TinyPcrlv2.loss(twin, views(), draws, 0.37);
      same(net.loss(views(), draws, 0.37), expected);
    }
  }

  @Test
  void lossOfAMomentTakesItsDrawsAndItsBeta() {
    Pcrlv2 net = TinyPcrlv2.network(true);
    Twin twin = new Twin(net);
    for (int step = 0; step < 6; step++) {
      Moment moment = new Moment(5, step, 1, 6);
      LevelDraws draws = LevelDraws.draw(moment.random(0), 5, 3);
      double beta = 0.5 * (1 + Math.cos(Math.PI * step / 6));
      same(net.loss(views(), moment), TinyPcrlv2.loss(twin, views(), draws, beta));
    }
  }

  private static void same(Losses losses, Expected expected) {
    assertThat(losses.parts().keySet()).containsExactly("restore", "global", "mid", "local");
    part(losses, "restore", expected.restore());
    part(losses, "global", expected.global());
    part(losses, "mid", expected.mid());
    part(losses, "local", expected.local());
    assertThat(losses.total().item_double()).isCloseTo(expected.total(), within(1e-5));
  }

  private static void part(Losses losses, String name, double expected) {
    assertThat(losses.parts().get(name).item_double()).as(name).isCloseTo(expected, within(1e-5));
  }

  /// With beta 0 the deep supervision is logged but gives no gradient.
  @Test
  void betaWeighsTheDeepSupervisionOnly() {
    Pcrlv2 net = TinyPcrlv2.network(true);
    Losses none = net.loss(views(), DRAWS, 0);
    Losses one = net.loss(views(), DRAWS, 1);
    double mid = one.parts().get("mid").item_double();
    assertThat(mid).isGreaterThan(0.01);
    assertThat(one.total().item_double() - none.total().item_double()).isCloseTo(mid, within(1e-6));
    none.total().backward();
    assertThat(norm(net.weights().parameters().get("heads.level4.map.0.weight"))).isZero();
    assertThat(norm(net.weights().parameters().get("decoder.last.weight"))).isPositive();
  }

  @Test
  void onlyTheFirstViewIsRestored() {
    Pcrlv2 net = TinyPcrlv2.network(true);
    Map<String, Float> base = parts(net, views());
    assertThat(changed(base, net, views(globalView(1), globalView(2), localViews(3), target(9))))
        .containsExactly("restore", "mid");
    assertThat(changed(base, net, views(globalView(1), globalView(9), localViews(3), target(4))))
        .containsExactly("global", "local");
    assertThat(changed(base, net, views(globalView(1), globalView(2), localViews(9), target(4))))
        .containsExactly("local");
    assertThat(changed(base, net, views(globalView(9), globalView(2), localViews(3), target(4))))
        .containsExactly("restore", "global", "mid", "local");
  }

  private static Map<String, Float> parts(Pcrlv2 net, ViewTensors views) {
    Map<String, Float> values = new java.util.LinkedHashMap<>();
    net.loss(views, DRAWS, 0.5).parts().forEach((name, t) -> values.put(name, t.item_float()));
    return values;
  }

  private static List<String> changed(Map<String, Float> base, Pcrlv2 net, ViewTensors views) {
    Map<String, Float> now = parts(net, views);
    return base.keySet().stream().filter(name -> !now.get(name).equals(base.get(name))).toList();
  }

  @Test
  void decodingDrawnLevelsOnlyGivesTheSameLossAndEncoderGradients() {
    Pcrlv2 all = TinyPcrlv2.network(false);
    Pcrlv2 drawn = TinyPcrlv2.network(true);
    TinyPcrlv2.copy(all.weights(), drawn.weights());
    for (int step = 0; step < 6; step++) {
      Moment moment = new Moment(2, step, 1, 10);
      all.weights().clearGradients();
      drawn.weights().clearGradients();
      Tensor a = all.loss(views(), moment).total();
      Tensor b = drawn.loss(views(), moment).total();
      assertThat(b.item_double()).isCloseTo(a.item_double(), within(1e-6));
      a.backward();
      b.backward();
      for (String name : all.weights().parameters().keySet()) {
        Tensor g = all.weights().parameters().get(name).grad();
        Tensor h = drawn.weights().parameters().get(name).grad();
        assertThat(h.defined()).as(name).isEqualTo(g.defined());
        if (g.defined()) {
          assertThat(distance(h, g)).as(name).isLessThan(1e-5);
        }
      }
    }
    all.weights()
        .buffers()
        .forEach((name, buffer) -> {
          if (name.startsWith("encoder.")) {
            assertThat(distance(drawn.weights().buffers().get(name), buffer)).isLessThan(1e-6);
          }
        });
    // the setting does something: the finest level saw fewer batches
    assertThat(batches(all, "decoder.level5.bn1")).isEqualTo(18);
    assertThat(batches(drawn, "decoder.level5.bn1")).isBetween(6L, 17L);
    assertThat(batches(drawn, "encoder.bn1")).isEqualTo(18);
  }

  private static long batches(Pcrlv2 net, String norm) {
    return net.weights().buffers().get(norm + ".num_batches_tracked").item_long();
  }

  @Test
  void withoutLocalsThereIsNoLocalPart() {
    Pcrlv2 net = new Pcrlv2(TestNetworks.tiny(), 0, true, TestNetworks.CPU);
    ViewTensors views = views(globalView(1), globalView(2), null, target(4));
    Losses losses = net.loss(views, new Moment(0, 0, 1, 2));
    assertThat(losses.parts().keySet()).containsExactly("restore", "global", "mid");
    double sum =
        losses.parts().values().stream().mapToDouble(Tensor::item_double).sum(); // beta is 1
    assertThat(losses.total().item_double()).isCloseTo(sum, within(1e-6));
  }

  @Test
  void embeddingsAreTheMeansOfTheCoarsestMapOfTheFirstView() {
    Pcrlv2 net = TinyPcrlv2.network(true);
    Tensor embeddings = net.loss(views(), DRAWS, 1).embeddings();
    assertThat(embeddings.requires_grad()).isFalse();
    assertThat(StateDict.shape(embeddings)).containsExactly(4, 8);
    float[] actual = TensorIo.floats(embeddings);
    float[] map = TensorIo.floats(net.encoder().forward(globalView(1)).getLast());
    int voxels = map.length / actual.length;
    for (int i = 0; i < actual.length; i++) {
      double sum = 0;
      for (int v = 0; v < voxels; v++) {
        sum += map[i * voxels + v];
      }
      assertThat((double) actual[i]).isCloseTo(sum / voxels, within(1e-5));
    }
  }

  @Test
  void restorationsLieBetweenZeroAndOneUnlessLinear() {
    Pcrlv2 net = TinyPcrlv2.network(true);
    Weights weights = net.weights();
    Pcrlv2 linear =
        new Pcrlv2(TestNetworks.tiny("restoreActivation=linear"), 3, true, TestNetworks.CPU);
    TinyPcrlv2.copy(weights, linear.weights());
    float[] restored = TensorIo.floats(net.restore(globalView(1)));
    float[] raw = TensorIo.floats(linear.restore(globalView(1)));
    assertThat(restored).hasSize(4 * 8 * 16 * 16);
    for (int i = 0; i < restored.length; i++) {
      assertThat((double) restored[i]).isCloseTo(1 / (1 + Math.exp(-raw[i])), within(1e-5));
    }
  }

  private static double norm(Tensor parameter) {
    Tensor gradient = parameter.grad();
    assertThat(gradient.defined()).isTrue();
    double sum = 0;
    for (float g : TensorIo.floats(gradient)) {
      sum += (double) g * g;
    }
    return Math.sqrt(sum);
  }
}

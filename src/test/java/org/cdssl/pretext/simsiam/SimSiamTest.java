package org.cdssl.pretext.simsiam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.cdssl.network.TestNetworks.CPU;
import static org.cdssl.network.TestNetworks.META;
import static org.cdssl.network.TestNetworks.normal;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.config.SimSiamConfig;
import org.cdssl.engine.Adam;
import org.cdssl.engine.Grad;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.cdssl.network.TestNetworks;
import org.cdssl.pretext.Losses;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.Pace;
import org.cdssl.pretext.ViewTensors;
import org.junit.jupiter.api.Test;

/// METHOD D.2.
class SimSiamTest {
  private static final SimSiamConfig SMALL = new SimSiamConfig(16, 8, true, true);
  private static final Moment START = new Moment(0, 0, 10, 4);

  private static Tensor rows(float... values) {
    return TensorIo.copyOf(values, CPU, values.length / 2, 2);
  }

  private static SimSiam small() {
    return new SimSiam(
        TestNetworks.tiny("widths=[16,16,16,16]", "decoderWidths=[16,16,16,16,16]"), SMALL, CPU);
  }

  private static ViewTensors views(long seed) {
    return new ViewTensors(
        List.of(normal(seed, 4, 1, 8, 16, 16), normal(seed + 1, 4, 1, 8, 16, 16)), null, List.of());
  }

  @Test
  void headsHaveThePublishedSize() {
    SimSiam net = new SimSiam(TestNetworks.paper(), new SimSiamConfig(2048, 512, true, true), META);
    long heads = net.weights().count("projector.") + net.weights().count("predictor.");
    // 3.68 M; the bias before the last norm, which the authors freeze, has no effect and is left
    // out
    assertThat(heads + 2048).isEqualTo(3_677_184);
  }

  /// cos of 45° and of 90°, by hand; then both views turned into each other.
  @Test
  void lossIsMinusTheMeanCosine() {
    Tensor loss = SimSiam.loss(rows(1, 0), rows(0, 3), rows(0, 2), rows(1, 1));
    assertThat(loss.item_double()).isCloseTo(-0.5 * (Math.sqrt(0.5) + 1), within(1e-6));
    Tensor two =
        SimSiam.loss(rows(1, 0, 1, 0), rows(1, 0, 0, 1), rows(1, 0, 1, 0), rows(1, 0, 1, 0));
    // view 1 predicts both rows of view 2; view 2 the first row of view 1 only
    assertThat(two.item_double()).isCloseTo(-0.5 * (1 + 0.5), within(1e-6));
  }

  @Test
  void lossIsMinusOneWherePredictionsHitAndOneWhereTheyAreOpposite() {
    Tensor z = normal(1, 5, 7);
    assertThat(SimSiam.loss(z, z, z, z).item_double()).isCloseTo(-1, within(1e-6));
    assertThat(SimSiam.loss(z.neg(), z, z.neg(), z).item_double()).isCloseTo(1, within(1e-6));
  }

  @Test
  void projectionsAreConstantsForTheOtherView() {
    Tensor p1 = normal(1, 3, 4).requires_grad_(true);
    Tensor z1 = normal(2, 3, 4).requires_grad_(true);
    Tensor p2 = normal(3, 3, 4).requires_grad_(true);
    Tensor z2 = normal(4, 3, 4).requires_grad_(true);
    SimSiam.loss(p1, z1, p2, z2).backward();
    assertThat(z1.grad().defined()).isFalse();
    assertThat(z2.grad().defined()).isFalse();
    assertThat(p1.grad().norm().item_double()).isGreaterThan(1e-3);
    assertThat(p2.grad().norm().item_double()).isGreaterThan(1e-3);
  }

  /// The stopped branch moves the loss, but the gradient knows nothing of it: a step against the
  /// gradient of a linear prediction p = w·z lowers the loss with z held, by what the gradient
  /// says.
  @Test
  void gradientIsThatOfTheLossWithTheTargetsHeld() {
    Tensor w = TensorIo.copyOf(new float[] {0.4f, 0.9f}, CPU, 1, 2).requires_grad_(true);
    Tensor x = rows(0.3f, -1);
    Tensor target = rows(0.7f, 0.2f);
    SimSiam.loss(w.mul(x), w.mul(x), w.mul(target), w.mul(target)).backward();
    float[] gradient = TensorIo.floats(w.grad());
    float[] held = {0.4f, 0.9f};
    double eps = 1e-3;
    for (int i = 0; i < 2; i++) {
      double[] side = new double[2];
      for (int sign = 0; sign < 2; sign++) {
        float[] moved = held.clone();
        moved[i] += (float) (sign == 0 ? eps : -eps);
        Tensor m = TensorIo.copyOf(moved, CPU, 1, 2);
        Tensor h = TensorIo.copyOf(held, CPU, 1, 2);
        side[sign] = SimSiam.loss(m.mul(x), h.mul(x), m.mul(target), h.mul(target)).item_double();
      }
      assertThat((double) gradient[i]).isCloseTo((side[0] - side[1]) / (2 * eps), within(2e-3));
    }
  }

  @Test
  void residualBlocksStartAsTheIdentity() {
    SimSiam net = small();
    assertThat(TensorIo.floats(net.weights().all().get("encoder.layer3.0.bn2.weight")))
        .containsOnly(0f);
    assertThat(TensorIo.floats(net.weights().all().get("encoder.layer3.0.bn1.weight")))
        .containsOnly(1f);
    assertThat(net.weights().all()).doesNotContainKey("projector.7.weight");
    assertThat(net.weights().all()).containsKey("projector.7.running_mean");
  }

  @Test
  void onlyThePredictorKeepsItsRate() {
    SimSiam net = small();
    assertThat(net.pace("predictor.0.weight", START)).isEqualTo(Pace.CONSTANT);
    assertThat(net.pace("projector.0.weight", START)).isEqualTo(Pace.SCHEDULED);
    assertThat(net.pace("encoder.conv1.weight", START)).isEqualTo(Pace.SCHEDULED);
    assertThat(net.views().targets()).isZero();
    assertThat(net.restores()).isFalse();
  }

  /// Every parameter learns, and a few steps on the same views bring them together.
  @Test
  void lossFallsOnTheSameViews() {
    SimSiam net = small();
    Adam adam = new Adam(net.weights(), 0);
    double first = 0;
    double last = 0;
    for (int step = 0; step < 12; step++) {
      try (StepScope scope = StepScope.open()) {
        Losses losses = net.loss(views(5), START);
        losses.total().backward();
        last = losses.total().item_double();
        first = step == 0 ? last : first;
        assertThat(losses.embeddings().size(1)).isEqualTo(16);
        if (step == 1) { // at step 0 the zero gammas stop the gradient of their own blocks
          net.weights()
              .parameters()
              .forEach((name, p) -> assertThat(p.grad().defined()).as(name).isTrue());
        }
        adam.step(0.01, 1);
      }
      net.weights().clearGradients();
    }
    assertThat(last).isBetween(-1.0, first - 0.2);
    try (Grad off = Grad.disabled()) {
      Tensor same = normal(9, 4, 1, 8, 16, 16).mul(new Scalar(1f));
      Losses equal = net.loss(new ViewTensors(List.of(same, same), null, List.of()), START);
      assertThat(equal.total().item_double()).isBetween(-1.0001, 1.0);
    }
  }
}

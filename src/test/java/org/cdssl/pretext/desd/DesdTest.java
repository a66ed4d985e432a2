package org.cdssl.pretext.desd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.cdssl.network.TestNetworks.CPU;
import static org.cdssl.network.TestNetworks.META;
import static org.cdssl.network.TestNetworks.normal;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.DesdConfig;
import org.cdssl.config.DinoConfig;
import org.cdssl.config.PretextConfig;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Sgd;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.cdssl.network.TestNetworks;
import org.cdssl.pretext.Distillation;
import org.cdssl.pretext.LearningTensors;
import org.cdssl.pretext.Losses;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.Pace;
import org.cdssl.pretext.TwoPrototypes;
import org.cdssl.pretext.ViewTensors;
import org.junit.jupiter.api.Test;

/// METHOD D.4.
class DesdTest {
  private static final PretextConfig PRESET =
      new ConfigLoader()
          .preset("desd.yaml", List.of(), ConfigLoader.Use.SETTINGS)
          .config()
          .pretext();
  private static final DesdConfig VIEWS = PRESET.desd();
  private static final DinoConfig SMALL =
      new DinoConfig(32, 16, 8, true, 0.1, 0.07, 0.04, 4, 0.9, 0.996, 1);

  private static Desd small() {
    return new Desd(
        TestNetworks.tiny("widths=[16,16,16,32]", "decoderWidths=[16,16,16,16,16]"),
        SMALL,
        VIEWS,
        CPU);
  }

  private static Moment at(long step) {
    return new Moment(0, step, 10, 4);
  }

  private static ViewTensors views(long seed) {
    return new ViewTensors(
        List.of(normal(seed, 4, 1, 8, 16, 16), normal(seed + 1, 4, 1, 8, 16, 16)), null, List.of());
  }

  /// Four heads after 64, 128, 256 and 512 channels, 82.6 M with the gains, which stay 1; one of
  /// the teacher.
  @Test
  void headsHaveThePublishedSize() {
    Desd net = new Desd(TestNetworks.paper(), PRESET.dino(), VIEWS, META);
    assertThat(net.weights().count("heads.") + 4 * 60_000).isEqualTo(82_570_624);
    assertThat(net.weights().count("encoder.")).isEqualTo(33_160_000);
    assertThat(net.weights().buffers().get("teacher.heads.stage4.mlp.fc1.weight").size(1))
        .isEqualTo(512);
    assertThat(net.weights().buffers().keySet())
        .noneMatch(name -> name.startsWith("teacher.heads.stage3"));
    assertThat(net.remarks(96).getFirst())
        .startsWith("desd: 60,000 prototypes take about 2,402 MiB");
  }

  private static Tensor row(double a, double b) {
    return TensorIo.copyOf(new float[] {(float) a, (float) b}, CPU, 1, 2);
  }

  /// Three steps of an epoch each with two prototypes: loss, centre, temperature and teacher by
  /// hand. τ_t is 0.04, 0.055, 0.07; m = 1 − 0.1·½(1 + cos(π·step/3)).
  @Test
  void threeStepsFollowTheEquations() {
    DinoConfig config = new DinoConfig(2, 16, 8, true, 0.1, 0.07, 0.04, 3, 0.9, 0.9, 1);
    Weights weights = new Weights(CPU);
    Tensor student = weights.root().parameter("w", 1);
    Tensor twin = Distillation.teacherScope(weights).parameter("w", 1);
    try (Grad off = Grad.disabled()) {
      student.fill_(new Scalar(0f));
    }
    Distillation distillation = new Distillation(weights, config);
    double[][] taught = {{0.3, 0.1, -0.2, 0.25}, {0.1, 0.4, 0.2, 0.2}, {-0.1, 0.3, 0.35, 0.1}};
    double[] temperature = {0.04, 0.055, 0.07};
    double c0 = 0;
    double c1 = 0;
    double w = 0;
    for (int step = 0; step < 3; step++) {
      Moment moment = new Moment(0, step, 1, 3);
      double[] g = taught[step];
      double tau = temperature[step];
      double p1 = TwoPrototypes.softmax((g[0] - c0) / tau, (g[1] - c1) / tau);
      double p2 = TwoPrototypes.softmax((g[2] - c0) / tau, (g[3] - c1) / tau);
      List<Tensor> losses = new ArrayList<>();
      double expected = 0;
      List<Tensor> teacher = List.of(row(g[0], g[1]), row(g[2], g[3]));
      for (int stage = 0; stage < 4; stage++) {
        double a = 0.1 * stage - 0.05 * step;
        double b = 0.2 - 0.1 * stage;
        // view 1 says (a, b), view 2 says (b, 0); view 1 answers for the teacher's view 2
        expected +=
            (TwoPrototypes.crossEntropy(p1, 10 * b, 0)
                    + TwoPrototypes.crossEntropy(p2, 10 * a, 10 * b))
                / 2
                / 4;
        losses.add(distillation.loss(teacher, List.of(row(a, b), row(b, 0)), moment));
      }
      assertThat(Desd.mean(losses).item_double()).isCloseTo(expected, within(1e-5));
      distillation.updateCentre(teacher);
      c0 = 0.9 * c0 + 0.1 * (g[0] + g[2]) / 2;
      c1 = 0.9 * c1 + 0.1 * (g[1] + g[3]) / 2;
      float[] centre = TensorIo.floats(weights.buffers().get("centre"));
      assertThat((double) centre[0]).isCloseTo(c0, within(1e-6));
      assertThat((double) centre[1]).isCloseTo(c1, within(1e-6));
      try (Grad off = Grad.disabled()) {
        student.fill_(new Scalar(step + 1f));
      }
      distillation.afterStep(moment);
      double m = 1 - 0.1 * 0.5 * (1 + Math.cos(Math.PI * step / 3));
      w = m * w + (1 - m) * (step + 1);
      assertThat((double) TensorIo.floats(twin)[0]).isCloseTo(w, within(1e-6));
      assertThat(distillation.schedules(moment).get("teacherTemperature"))
          .isCloseTo(tau, within(1e-12));
      assertThat(distillation.schedules(moment).get("teacherMomentum")).isCloseTo(m, within(1e-12));
    }
  }

  /// Where all stages say what the certain teacher says of the other view, nothing is left to
  /// learn; one stage that says otherwise costs a quarter of its own loss.
  @Test
  void agreementOfAllStagesIsTheLeastLoss() {
    Tensor sure = row(1, -1);
    Tensor none = torch.zeros(2);
    Tensor agreed = Distillation.loss(List.of(sure, sure), List.of(sure, sure), none, 0.04, 0.1);
    assertThat(Desd.mean(List.of(agreed, agreed, agreed, agreed)).item_double())
        .isCloseTo(0, within(1e-6));
    Tensor not = row(-1, 1);
    Tensor other = Distillation.loss(List.of(sure, sure), List.of(not, not), none, 0.04, 0.1);
    assertThat(Desd.mean(List.of(agreed, other, agreed, agreed)).item_double())
        .isCloseTo(other.item_double() / 4, within(1e-6));
  }

  /// All of the student learns from all stages, the teacher gets no gradient, and its answers
  /// matter.
  @Test
  void gradientFlowsThroughTheStudentOnly() {
    Desd net = small();
    try (StepScope scope = StepScope.open()) {
      Losses losses = net.loss(views(1), at(0));
      assertThat(losses.parts()).containsOnlyKeys("stage1", "stage2", "stage3", "stage4");
      losses.total().backward();
      LearningTensors.assertAllParametersAndNoBuffers(net.weights());
      double before = losses.total().item_double();
      try (Grad off = Grad.disabled()) {
        net.weights().buffers().get("teacher.heads.stage4.mlp.fc3.weight").mul_(new Scalar(-1f));
      }
      assertThat(net.loss(views(1), at(0)).total().item_double())
          .isNotCloseTo(before, within(1e-6));
    }
  }

  /// The loss of a step sees the centre of the steps before: whether it moves then does not matter.
  @Test
  void theCentreMovesAfterTheLoss() {
    double[] losses = new double[2];
    for (int i = 0; i < 2; i++) {
      Compute.seed(5);
      Desd net =
          new Desd(
              TestNetworks.tiny("widths=[16,16,16,32]"),
              new DinoConfig(32, 16, 8, true, 0.1, 0.07, 0.04, 4, i == 0 ? 1 : 0, 0.996, 1),
              VIEWS,
              CPU);
      losses[i] = net.loss(views(1), at(0)).total().item_double();
      float[] centre = TensorIo.floats(net.weights().buffers().get("centre"));
      if (i == 0) {
        assertThat(centre).containsOnly(0f);
      } else {
        assertThat(centre).isNotEqualTo(new float[32]);
      }
    }
    assertThat(losses[1]).isEqualTo(losses[0]);
  }

  /// A head stands after its own stage: what comes later does not move its loss, what comes earlier
  /// does.
  @Test
  void eachHeadStandsAfterItsStage() {
    Desd net = small();
    Losses before = net.loss(views(1), at(0));
    Tensor kernel = net.weights().parameters().get("encoder.layer3.0.conv1.weight");
    try (Grad off = Grad.disabled()) {
      kernel.mul_(new Scalar(-3f));
      net.weights().buffers().get("centre").fill_(new Scalar(0f));
    }
    Losses after = net.loss(views(1), at(0));
    for (int stage = 1; stage <= 4; stage++) {
      double difference =
          Math.abs(
              after.parts().get("stage" + stage).item_double()
                  - before.parts().get("stage" + stage).item_double());
      if (stage < 3) {
        assertThat(difference).isZero();
      } else {
        assertThat(difference).isGreaterThan(1e-6);
      }
    }
  }

  @Test
  void allLastLayersAreFrozenInTheFirstEpoch() {
    Desd net = small();
    for (int stage = 1; stage <= 4; stage++) {
      String last = "heads.stage" + stage + ".last_layer.weight_v";
      assertThat(net.weights().parameters()).containsKey(last);
      assertThat(net.pace(last, at(9))).isEqualTo(Pace.FROZEN);
      assertThat(net.pace(last, at(10))).isEqualTo(Pace.SCHEDULED);
    }
    assertThat(net.pace("heads.stage1.mlp.fc1.weight", at(0))).isEqualTo(Pace.SCHEDULED);
  }

  /// The exported backbone is the teacher's; it lags behind the student.
  @Test
  void theTeacherIsWhatIsExported() {
    Desd net = small();
    Weights weights = net.weights();
    assertThat(net.exported()).isEqualTo("teacher.encoder.");
    String kernel = "encoder.conv1.weight";
    float[] start = TensorIo.floats(weights.parameters().get(kernel));
    assertThat(TensorIo.floats(weights.all().get("teacher." + kernel))).isEqualTo(start);
    Sgd sgd = new Sgd(weights, 0, false, 0);
    try (StepScope scope = StepScope.open()) {
      net.loss(views(1), at(0)).total().backward();
      sgd.step(0.5, 1);
      net.afterStep(at(0));
    }
    float[] student = TensorIo.floats(weights.parameters().get(kernel));
    float[] teacher = TensorIo.floats(weights.all().get("teacher." + kernel));
    for (int i = 0; i < start.length; i++) {
      assertThat(teacher[i]).isCloseTo(0.996f * start[i] + 0.004f * student[i], within(1e-5f));
    }
    assertThat(student).isNotEqualTo(start);
    try (Grad off = Grad.disabled()) {
      weights.setTraining(false);
      Tensor x = normal(9, 2, 1, 8, 16, 16);
      float[] features = TensorIo.floats(net.encoder().forward(x).getLast());
      weights.parameters().get(kernel).mul_(new Scalar(2f));
      assertThat(TensorIo.floats(net.encoder().forward(x).getLast())).isEqualTo(features);
      weights.all().get("teacher." + kernel).mul_(new Scalar(2f));
      assertThat(TensorIo.floats(net.encoder().forward(x).getLast())).isNotEqualTo(features);
    }
  }
}

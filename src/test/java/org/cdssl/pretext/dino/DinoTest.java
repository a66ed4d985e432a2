package org.cdssl.pretext.dino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.cdssl.network.TestNetworks.CPU;
import static org.cdssl.network.TestNetworks.META;
import static org.cdssl.network.TestNetworks.normal;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.DinoConfig;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Sgd;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.cdssl.network.TestNetworks;
import org.cdssl.pretext.Centre;
import org.cdssl.pretext.DinoHead;
import org.cdssl.pretext.Distillation;
import org.cdssl.pretext.LearningTensors;
import org.cdssl.pretext.Losses;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.Pace;
import org.cdssl.pretext.Teacher;
import org.cdssl.pretext.TwoPrototypes;
import org.cdssl.pretext.ViewTensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// METHOD D.1, I.6.
class DinoTest {
  private static final DinoConfig SMALL =
      new DinoConfig(32, 16, 8, true, 0.1, 0.07, 0.04, 4, 0.9, 0.996, 1);

  private static Dino small(int locals) {
    return new Dino(
        TestNetworks.tiny("widths=[16,16,16,16]", "decoderWidths=[16,16,16,16,16]"),
        SMALL,
        locals,
        CPU);
  }

  private static Moment at(long step) {
    return new Moment(0, step, 10, 4);
  }

  private static Tensor row(float... values) {
    return TensorIo.copyOf(values, CPU, 1, values.length);
  }

  @Test
  void headHasThePublishedSize() {
    Weights weights = new Weights(META);
    var _ =
        new DinoHead(
            weights.root(),
            512,
            new DinoConfig(65536, 2048, 256, false, 0.1, 0.04, 0.04, 0, 0.9, 0.996, 1));
    assertThat(weights.count("")).isEqualTo(22_548_736); // 22.6 M with the gain, which stays 1
  }

  /// Two prototypes, one teacher view each of two globals and a local; every pair by hand. The pair
  /// of a view with itself is left out.
  @Test
  void lossIsTheMeanCrossEntropyOfTheOrderedPairs() {
    List<Tensor> taught = List.of(row(0.4f, 0.1f), row(-0.2f, 0.3f));
    List<Tensor> said = List.of(row(0.1f, 0), row(0.2f, -0.1f), row(-0.3f, 0.05f));
    Tensor centre = TensorIo.copyOf(new float[] {0.1f, 0.05f}, CPU, 2);
    double p1 = TwoPrototypes.softmax(0.3 / 0.04, 0.05 / 0.04);
    double p2 = TwoPrototypes.softmax(-0.3 / 0.04, 0.25 / 0.04);
    double expected =
        (TwoPrototypes.crossEntropy(p1, 2, -1)
                + TwoPrototypes.crossEntropy(p1, -3, 0.5)
                + TwoPrototypes.crossEntropy(p2, 1, 0)
                + TwoPrototypes.crossEntropy(p2, -3, 0.5))
            / 4;
    assertThat(Distillation.loss(taught, said, centre, 0.04, 0.1).item_double())
        .isCloseTo(expected, within(1e-5));
  }

  /// Equal certain answers cost nothing; of two equal prototypes no answer is better than ln 2.
  @Test
  void lossHasItsExtremesAtAgreement() {
    Tensor sure = row(1, -1);
    Tensor none = torch.zeros(2);
    assertThat(
            Distillation.loss(List.of(sure, sure), List.of(sure, sure), none, 0.04, 0.1)
                .item_double())
        .isCloseTo(0, within(1e-6));
    Tensor equal = row(0.3f, 0.3f);
    assertThat(
            Distillation.loss(List.of(equal, equal), List.of(equal, equal), none, 0.04, 0.1)
                .item_double())
        .isCloseTo(Math.log(2), within(1e-6));
  }

  /// c = 0, then 0.9c + 0.1·mean of all teacher rows: 0.1·2, 0.9·0.2 + 0.1·4, 0.9·0.58 + 0.1·0.
  @Test
  void centreFollowsTheMeanOfTheTeacherOverThreeSteps() {
    Weights weights = new Weights(CPU);
    Centre centre = new Centre(weights.root(), 1, 0.9);
    float[] expected = {0.2f, 0.58f, 0.522f};
    float[][] rows = {{1, 3}, {5, 3}, {-1, 1}};
    for (int step = 0; step < 3; step++) {
      centre.update(List.of(row(rows[step][0]), row(rows[step][1])));
      assertThat(TensorIo.floats(weights.buffers().get("centre"))[0])
          .isCloseTo(expected[step], within(1e-6f));
    }
  }

  /// m = 1 − 0.1·½(1 + cos(π·k/4)) from 0.9; student 1, 2, 3 by hand.
  @Test
  void teacherFollowsTheStudentOverThreeSteps() {
    Weights weights = new Weights(CPU);
    Tensor student = weights.root().parameter("w", 1);
    try (Grad off = Grad.disabled()) {
      student.fill_(new Scalar(0f));
    }
    Tensor twin = weights.root().in("teacher").frozen().parameter("w", 1);
    Teacher teacher = new Teacher(weights, "teacher.");
    assertThat(weights.parameters()).containsOnlyKeys("w");
    double expected = 0;
    for (int step = 0; step < 3; step++) {
      try (Grad off = Grad.disabled()) {
        student.fill_(new Scalar((float) step + 1));
      }
      double m = 1 - 0.1 * 0.5 * (1 + Math.cos(Math.PI * step / 4));
      assertThat(Teacher.momentum(0.9, new Moment(0, step, 2, 2))).isCloseTo(m, within(1e-12));
      teacher.update(m);
      expected = m * expected + (1 - m) * (step + 1);
      assertThat((double) TensorIo.floats(twin)[0]).isCloseTo(expected, within(1e-6));
    }
    assertThat(Teacher.momentum(0.996, new Moment(0, 4, 2, 2))).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"0, 0.04", "1, 0.05", "2, 0.06", "3, 0.07", "9, 0.07"})
  void teacherTemperatureWarmsUpLinearly(int epoch, double expected) {
    assertThat(Distillation.temperature(SMALL, epoch)).isCloseTo(expected, within(1e-12));
  }

  @Test
  void lastLayerIsFrozenInTheFirstEpochOnly() {
    Dino net = small(0);
    String last = "head.last_layer.weight_v";
    assertThat(net.weights().parameters()).containsKey(last);
    assertThat(net.pace(last, at(9))).isEqualTo(Pace.FROZEN);
    assertThat(net.pace(last, at(10))).isEqualTo(Pace.SCHEDULED);
    assertThat(net.pace("head.mlp.fc1.weight", at(0))).isEqualTo(Pace.SCHEDULED);
  }

  @Test
  void prototypesAndBottleneckHaveLengthOne() {
    Weights weights = new Weights(CPU);
    DinoHead head = new DinoHead(weights.root(), 6, SMALL);
    try (Grad off = Grad.disabled()) {
      float[] logits = TensorIo.floats(head.forward(normal(3, 5, 6)));
      weights.parameters().get("last_layer.weight_v").mul_(new Scalar(7f));
      float[] longer = TensorIo.floats(head.forward(normal(3, 5, 6)));
      for (int i = 0; i < logits.length; i++) {
        assertThat(logits[i]).isBetween(-1.0001f, 1.0001f);
        assertThat(longer[i]).isCloseTo(logits[i], within(1e-5f));
      }
    }
  }

  private static ViewTensors views(long seed, int locals) {
    return new ViewTensors(
        List.of(normal(seed, 4, 1, 8, 16, 16), normal(seed + 1, 4, 1, 8, 16, 16)),
        locals == 0 ? null : normal(seed + 2, 4L * locals, 1, 4, 8, 8),
        List.of());
  }

  /// The student gets gradients, the teacher none, and the teacher's answers move the loss.
  @Test
  void gradientFlowsThroughTheStudentOnly() {
    Dino net = small(2);
    try (StepScope scope = StepScope.open()) {
      Losses losses = net.loss(views(1, 2), at(0));
      losses.total().backward();
      LearningTensors.assertAllParametersAndNoBuffers(net.weights());
      double before = losses.total().item_double();
      try (Grad off = Grad.disabled()) {
        net.weights().buffers().get("teacher.head.mlp.fc3.weight").mul_(new Scalar(-1f));
      }
      assertThat(net.loss(views(1, 2), at(0)).total().item_double())
          .isNotCloseTo(before, within(1e-6));
    }
  }

  /// The teacher starts as the student, moves only after a step, and only its parameters are
  /// averaged: its running statistics come from its own batches.
  @Test
  void teacherIsBesideTheStudent() {
    Dino net = small(0);
    Weights weights = net.weights();
    assertThat(TensorIo.floats(weights.buffers().get("teacher.encoder.conv1.weight")))
        .isEqualTo(TensorIo.floats(weights.parameters().get("encoder.conv1.weight")));
    Sgd sgd = new Sgd(weights, 0, false, 0);
    try (StepScope scope = StepScope.open()) {
      net.loss(views(1, 0), at(0)).total().backward();
      sgd.step(0.5, 1);
      net.afterStep(at(0));
    }
    float[] twin = TensorIo.floats(weights.buffers().get("teacher.encoder.conv1.weight"));
    float[] student = TensorIo.floats(weights.parameters().get("encoder.conv1.weight"));
    assertThat(twin).isNotEqualTo(student);
    assertThat(weights.buffers().get("teacher.encoder.bn1.num_batches_tracked").item_long())
        .isEqualTo(2);
    assertThat(TensorIo.floats(weights.buffers().get("centre"))).isNotEqualTo(new float[32]);
    assertThat(net.remarks(4).getFirst()).contains("32 prototypes");
  }
}

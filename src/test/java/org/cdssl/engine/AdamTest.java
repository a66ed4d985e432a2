package org.cdssl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.cdssl.network.TestNetworks.CPU;
import static org.cdssl.network.TestNetworks.normal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// libtorch's own Adam is the reference. Parameters are smaller than, just as large as and larger
/// than the pieces of 65,536 that an update works on.
class AdamTest {
  private static final Map<String, long[]> SHAPES = new LinkedHashMap<>();

  static {
    SHAPES.put("scalar", new long[] {1});
    SHAPES.put("small", new long[] {3, 5});
    SHAPES.put("piece", new long[] {65_536});
    SHAPES.put("large", new long[] {2, 70_001});
  }

  private StepScope scope;

  @BeforeAll
  static void load() {
    CPU.threads(); // the device is made before any scope, or it would end with it
  }

  @BeforeEach
  void open() {
    scope = StepScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Weights weights() {
    Weights weights = new Weights(CPU);
    long seed = 1;
    for (Map.Entry<String, long[]> shape : SHAPES.entrySet()) {
      Tensor parameter = weights.root().parameter(shape.getKey(), shape.getValue());
      try (Grad off = Grad.disabled()) {
        parameter.copy_(normal(seed++, shape.getValue()));
      }
    }
    return weights;
  }

  /// Gradients that differ in size from step to step, the same for every optimiser.
  private static void gradients(Weights weights, int step, double scale) {
    weights.clearGradients();
    long seed = 100L * step;
    for (Tensor parameter : weights.parameters().values()) {
      Tensor gradient =
          normal(++seed, StateDict.shape(parameter)).mul(new Scalar(scale * (step + 1)));
      parameter.mul(gradient).sum().backward();
    }
  }

  private static void same(Weights actual, Weights expected, double tolerance) {
    for (String name : SHAPES.keySet()) {
      float[] a = TensorIo.floats(actual.parameters().get(name));
      float[] b = TensorIo.floats(expected.parameters().get(name));
      double worst = 0;
      for (int i = 0; i < b.length; i++) {
        worst = Math.max(worst, Math.abs((double) a[i] - b[i]));
      }
      assertThat(worst).as(name).isLessThanOrEqualTo(tolerance);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.05})
  void equalsTheAdamOfLibtorch(double weightDecay) {
    Weights mine = weights();
    Weights reference = weights();
    Adam adam = new Adam(mine, weightDecay);
    AdamOptions options = new AdamOptions(0.01);
    options.weight_decay().put(weightDecay);
    var libtorch =
        new org.bytedeco.pytorch.Adam(
            new TensorVector(reference.parameters().values().toArray(new Tensor[0])), options);
    for (int step = 0; step < 5; step++) {
      gradients(mine, step, 1);
      gradients(reference, step, 1);
      adam.step(0.01, 1);
      libtorch.step();
    }
    same(mine, reference, 1e-6);
    assertThat(TensorIo.floats(mine.parameters().get("small")))
        .isNotEqualTo(TensorIo.floats(weights().parameters().get("small")));
  }

  /// The first update is the learning rate against the sign of the gradient, whatever its size.
  @Test
  void firstStepIsTheLearningRate() {
    Weights weights = weights();
    Adam adam = new Adam(weights, 0);
    gradients(weights, 0, 1);
    float[] gradient = TensorIo.floats(weights.parameters().get("large").grad());
    float[] before = TensorIo.floats(weights.parameters().get("large"));
    adam.step(0.125, 1);
    float[] after = TensorIo.floats(weights.parameters().get("large"));
    for (int i = 0; i < before.length; i++) {
      if (Math.abs(gradient[i]) > 0.01) {
        assertThat(after[i] - before[i])
            .isCloseTo(-0.125f * Math.signum(gradient[i]), within(2e-6f));
      }
    }
  }

  @Test
  void gradientScaleMultipliesEveryGradient() {
    Weights scaled = weights();
    Weights plain = weights();
    Adam a = new Adam(scaled, 0.05);
    Adam b = new Adam(plain, 0.05);
    for (int step = 0; step < 3; step++) {
      gradients(scaled, step, 4);
      gradients(plain, step, 1);
      a.step(0.01, 0.25);
      b.step(0.01, 1);
    }
    same(scaled, plain, 1e-7);
  }

  @Test
  void parameterWithoutGradientIsUntouched() {
    Weights weights = weights();
    Adam adam = new Adam(weights, 0.1);
    float[] before = TensorIo.floats(weights.parameters().get("small"));
    for (int step = 0; step < 2; step++) {
      weights.clearGradients();
      weights.parameters().get("piece").sum().backward();
      adam.step(0.01, 1);
    }
    assertThat(TensorIo.floats(weights.parameters().get("small"))).isEqualTo(before);
    assertThat(TensorIo.floats(adam.moments().get("exp_avg.small"))).containsOnly(0f);
    assertThat(adam.counts())
        .isEqualTo(Map.of("scalar", 0L, "small", 0L, "piece", 2L, "large", 0L));
  }

  @Test
  void restoredStateGoesOnAsIfNothingHadHappened() {
    Weights whole = weights();
    Adam uninterrupted = new Adam(whole, 0.01);
    steps(whole, uninterrupted, 0, 5);

    Weights first = weights();
    Adam before = new Adam(first, 0.01);
    steps(first, before, 0, 3);
    Weights second = weights();
    Adam after = new Adam(second, 0.01);
    try (Grad off = Grad.disabled()) {
      second.all().forEach((name, tensor) -> tensor.copy_(first.all().get(name)));
      after.moments().forEach((name, moment) -> moment.copy_(before.moments().get(name)));
    }
    assertThat(before.moments()).hasSize(8).containsKeys("exp_avg.large", "exp_avg_sq.large");
    after.restoreCounts(before.counts());
    steps(second, after, 3, 5);
    same(second, whole, 0);
    assertThat(after.counts()).isEqualTo(uninterrupted.counts());
  }

  private static void steps(Weights weights, Adam adam, int from, int to) {
    for (int step = from; step < to; step++) {
      gradients(weights, step, 1);
      adam.step(0.01, 1);
    }
  }

  @Test
  void countsThatDoNotFitAreRefused() {
    Adam adam = new Adam(weights(), 0);
    Map<String, Long> missing = new LinkedHashMap<>(adam.counts());
    missing.remove("piece");
    assertThatThrownBy(() -> adam.restoreCounts(missing)).hasMessageContaining("does not fit");
    Map<String, Long> unknown = new LinkedHashMap<>(adam.counts());
    unknown.put("other", 1L);
    assertThatThrownBy(() -> adam.restoreCounts(unknown)).hasMessageContaining("does not fit");
  }

  @Test
  void gradientNormIsThatOfAllGradientsTogether() {
    Weights weights = weights();
    Adam adam = new Adam(weights, 0);
    assertThat(adam.gradientNorm()).isZero();
    gradients(weights, 2, 1);
    double sum = 0;
    for (Tensor parameter : weights.parameters().values()) {
      for (float g : TensorIo.floats(parameter.grad())) {
        sum += (double) g * g;
      }
    }
    assertThat(adam.gradientNorm()).isCloseTo(Math.sqrt(sum), within(1e-5 * Math.sqrt(sum)));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void oneBadGradientShowsInTheNorm(float bad) {
    Weights weights = weights();
    Adam adam = new Adam(weights, 0);
    gradients(weights, 0, 1);
    try (Grad off = Grad.disabled()) {
      Tensor gradient = weights.parameters().get("large").grad();
      gradient.view(-1).narrow(0, 100_000, 1).fill_(new Scalar(bad));
    }
    assertThat(Double.isFinite(adam.gradientNorm())).isFalse();
  }

  @Test
  void clearedGradientsAreGone() {
    Weights weights = weights();
    gradients(weights, 0, 1);
    assertThat(weights.parameters().get("small").grad().defined()).isTrue();
    weights.clearGradients();
    assertThat(weights.parameters().get("small").grad().defined()).isFalse();
  }
}

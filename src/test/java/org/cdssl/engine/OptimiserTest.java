package org.cdssl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.cdssl.network.TestNetworks.CPU;
import static org.cdssl.network.TestNetworks.normal;

import java.util.Map;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.cdssl.engine.Optimiser.Update;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// libtorch's own AdamW and SGD are the references; `large` takes several pieces of 65,536.
class OptimiserTest {
  private static Weights weights() {
    Weights weights = new Weights(CPU);
    Map<String, long[]> shapes = Map.of("large", new long[] {2, 70_001}, "small", new long[] {3});
    shapes.forEach((name, shape) -> {
      Tensor parameter = weights.root().parameter(name, shape);
      try (Grad off = Grad.disabled()) {
        parameter.copy_(normal(name.length(), shape));
      }
    });
    return weights;
  }

  private static void gradients(Weights weights, int step) {
    weights.clearGradients();
    weights
        .parameters()
        .forEach((name, p) ->
            p.mul(normal(100L * step + name.length(), StateDict.shape(p))).sum().backward());
  }

  private static double worst(Weights a, Weights b) {
    double worst = 0;
    for (String name : a.parameters().keySet()) {
      float[] x = TensorIo.floats(a.parameters().get(name));
      float[] y = TensorIo.floats(b.parameters().get(name));
      for (int i = 0; i < x.length; i++) {
        worst = Math.max(worst, Math.abs((double) x[i] - y[i]));
      }
    }
    return worst;
  }

  private static TensorVector vector(Weights weights) {
    return new TensorVector(weights.parameters().values().toArray(new Tensor[0]));
  }

  @Test
  void decoupledAdamEqualsTheAdamWOfLibtorch() {
    Weights mine = weights();
    Weights reference = weights();
    Optimiser adam = new Adam(mine, 0.3, true);
    AdamWOptions options = new AdamWOptions(0.05);
    options.weight_decay().put(0.3);
    var libtorch = new org.bytedeco.pytorch.AdamW(vector(reference), options);
    for (int step = 0; step < 5; step++) {
      gradients(mine, step);
      gradients(reference, step);
      adam.step(0.05, 1);
      libtorch.step();
    }
    assertThat(worst(mine, reference)).isLessThan(2e-6);
    assertThat(worst(mine, weights())).isGreaterThan(0.05);
  }

  @ParameterizedTest
  @CsvSource({"0, false, 0", "0.9, false, 0", "0.9, false, 0.1", "0.9, true, 0.1"})
  void sgdEqualsThatOfLibtorch(double momentum, boolean nesterov, double weightDecay) {
    Weights mine = weights();
    Weights reference = weights();
    Optimiser sgd = new Sgd(mine, momentum, nesterov, weightDecay);
    SGDOptions options = new SGDOptions(0.05);
    options.momentum().put(momentum);
    options.nesterov().put(nesterov);
    options.weight_decay().put(weightDecay);
    var libtorch = new org.bytedeco.pytorch.SGD(vector(reference), options);
    for (int step = 0; step < 5; step++) {
      gradients(mine, step);
      gradients(reference, step);
      sgd.step(0.05, 1);
      libtorch.step();
    }
    assertThat(worst(mine, reference)).isLessThan(2e-6);
    assertThat(worst(mine, weights())).isGreaterThan(0.05);
  }

  /// b = 0.5, then 0.5 · 0.5 + 0.5, by hand.
  @Test
  void momentumIsTheRunningSumOfGradients() {
    Weights weights = new Weights(CPU);
    Tensor w = weights.root().parameter("w", 1);
    try (Grad off = Grad.disabled()) {
      w.fill_(new Scalar(1f));
    }
    Optimiser sgd = new Sgd(weights, 0.5, false, 0);
    float[] expected = {0.95f, 0.875f, 0.7875f};
    for (int step = 0; step < 3; step++) {
      weights.clearGradients();
      w.mul(new Scalar(0.5)).sum().backward();
      sgd.step(0.1, 1);
      assertThat(TensorIo.floats(w)[0]).isCloseTo(expected[step], within(1e-6f));
    }
    assertThat(TensorIo.floats(sgd.moments().get("momentum.w"))[0])
        .isCloseTo(0.875f, within(1e-6f));
    assertThat(sgd.counts()).isEqualTo(Map.of("w", 3L));
  }

  @Test
  void eachParameterHasItsOwnRateDecayAndScaleOrIsLeftAlone() {
    Weights mine = weights();
    Weights other = weights();
    Optimiser sgd = new Sgd(mine, 0, false, 0);
    Optimiser plain = new Sgd(other, 0, false, 0.5);
    gradients(mine, 0);
    gradients(other, 0);
    sgd.step(name -> name.equals("large") ? new Update(0.2, 0.5, 0.25) : null);
    plain.step(0.2, 0.25);
    assertThat(TensorIo.floats(mine.parameters().get("large")))
        .isEqualTo(TensorIo.floats(other.parameters().get("large")));
    assertThat(TensorIo.floats(mine.parameters().get("small")))
        .isEqualTo(TensorIo.floats(weights().parameters().get("small")));
    assertThat(sgd.counts()).isEqualTo(Map.of("large", 1L, "small", 0L));
  }

  @Test
  void normsOfSingleGradientsMakeTheTotal() {
    Weights weights = weights();
    Optimiser sgd = new Sgd(weights, 0, false, 0);
    gradients(weights, 1);
    Map<String, Double> norms = sgd.gradientNorms();
    assertThat(norms).containsOnlyKeys("large", "small");
    assertThat(norms.get("small"))
        .isCloseTo(weights.parameters().get("small").grad().norm().item_double(), within(1e-6));
    assertThat(sgd.gradientNorm())
        .isEqualTo(Math.sqrt(Math.pow(norms.get("large"), 2) + Math.pow(norms.get("small"), 2)));
  }

  @Test
  void momentumOfOneIsRefused() {
    assertThatThrownBy(() -> new Sgd(weights(), 1, false, 0)).hasMessageContaining("got 1.0");
  }
}

package org.cdssl.pretext.pcrlv2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.cdssl.network.TestNetworks.CPU;
import static org.cdssl.network.TestNetworks.normal;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.engine.TensorIo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// METHOD B.5, I.4.
class CosinePairTest {
  private Tensor zA;
  private Tensor pA;
  private Tensor zB;
  private Tensor pB;

  @BeforeEach
  void draw() {
    zA = leaf(normal(1, 3, 5));
    pA = leaf(normal(2, 3, 5));
    zB = leaf(normal(3, 3, 5));
    pB = leaf(normal(4, 3, 5));
  }

  private static Tensor leaf(Tensor tensor) {
    tensor.set_requires_grad(true);
    return tensor;
  }

  private static float loss(Tensor zA, Tensor pA, Tensor zB, Tensor pB) {
    return CosinePair.loss(new Projection(zA, pA), new Projection(zB, pB)).item_float();
  }

  @Test
  void isMinusOneWherePredictionsAreTheOtherViewsProjections() {
    assertThat(loss(zA, zB, zB, zA)).isCloseTo(-1, within(1e-6f));
    assertThat(loss(zA, zB.mul(new Scalar(7)), zB, zA.mul(new Scalar(0.1))))
        .isCloseTo(-1, within(1e-6f));
    assertThat(loss(zA, zB.neg(), zB, zA.neg())).isCloseTo(1, within(1e-6f));
  }

  @Test
  void isNotMinusOneWherePredictionsAreTheOwnProjections() {
    assertThat(loss(zA, zA, zB, zB)).isGreaterThan(-0.9f);
  }

  /// cos (3,4)·(4,3) = 24/25 and cos (1,0)·(1,1) = 1/√2 in one direction, 0 and −1 in the other.
  @Test
  void handComputedPairIsRight() {
    Tensor a = TensorIo.copyOf(new float[] {3, 4, 1, 0}, CPU, 2, 2);
    Tensor b = TensorIo.copyOf(new float[] {4, 3, 1, 1}, CPU, 2, 2);
    Tensor za = TensorIo.copyOf(new float[] {0, 2, 1, 3}, CPU, 2, 2);
    Tensor pb = TensorIo.copyOf(new float[] {5, 0, -2, -6}, CPU, 2, 2);
    double expected = -0.5 * ((0.96 + Math.sqrt(0.5)) / 2 + (0 - 1) / 2.0);
    assertThat(loss(za, a, b, pb)).isCloseTo((float) expected, within(1e-6f));
  }

  @Test
  void zeroVectorsGiveZeroAndNoNan() {
    Tensor zero = zA.mul(new Scalar(0));
    assertThat(loss(zero, zero, zero, zero)).isZero();
  }

  @Test
  void noGradientFlowsIntoTheProjections() {
    CosinePair.loss(new Projection(zA, pA), new Projection(zB, pB)).backward();
    assertThat(zA.grad().defined()).isFalse();
    assertThat(zB.grad().defined()).isFalse();
    // stopped, not constant: the value does depend on both
    float base = loss(zA, pA, zB, pB);
    assertThat(loss(normal(9, 3, 5), pA, zB, pB)).isNotEqualTo(base);
    assertThat(loss(zA, pA, normal(9, 3, 5), pB)).isNotEqualTo(base);
  }

  @Test
  void gradientIntoThePredictionsIsThatOfTheValue() {
    CosinePair.loss(new Projection(zA, pA), new Projection(zB, pB)).backward();
    for (boolean first : new boolean[] {true, false}) {
      Tensor p = first ? pA : pB;
      float[] gradient = TensorIo.floats(p.grad());
      float[] values = TensorIo.floats(p);
      for (int i = 0; i < values.length; i++) {
        double slope =
            (shifted(first, values, i, 1e-2f) - shifted(first, values, i, -1e-2f)) / 2e-2;
        assertThat((double) gradient[i]).isCloseTo(slope, within(2e-4));
      }
    }
  }

  private double shifted(boolean first, float[] values, int i, float by) {
    float[] copy = values.clone();
    copy[i] += by;
    Tensor other = TensorIo.copyOf(copy, CPU, 3, 5);
    return first ? loss(zA, other, zB, pB) : loss(zA, pA, zB, other);
  }
}

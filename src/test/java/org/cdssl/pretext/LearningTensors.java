package org.cdssl.pretext;

import static org.assertj.core.api.Assertions.assertThat;

import org.cdssl.engine.Weights;

/// Which tensors a loss reaches.
public final class LearningTensors {
  private LearningTensors() {}

  /// After a backward pass: the student has gradients, the teacher and other buffers have none.
  public static void assertAllParametersAndNoBuffers(Weights weights) {
    weights.parameters().forEach((name, p) -> assertThat(p.grad().defined()).as(name).isTrue());
    weights.buffers().forEach((name, b) -> assertThat(b.grad().defined()).as(name).isFalse());
  }
}

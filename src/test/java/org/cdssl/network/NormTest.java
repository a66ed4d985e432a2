package org.cdssl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.cdssl.network.TestNetworks.CPU;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.CdsslException;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.junit.jupiter.api.Test;

class NormTest {
  private final Weights weights = new Weights(CPU);
  private final Norm norm = Norm.batch(weights.root(), 2);

  private float variance(int channel) {
    return weights.buffers().get("running_var").select(0, channel).item_float();
  }

  @Test
  void runningVarianceIsUnbiasedAndMovesByATenth() {
    try (StepScope scope = StepScope.open()) {
      // channel 0: 1, 3 (variance 2); channel 1: 0, 10 (variance 50)
      Tensor x = TensorIo.copyOf(new float[] {1, 3, 0, 10}, CPU, 1, 2, 2, 1, 1);
      weights.setTraining(true);
      float[] y = TensorIo.floats(norm.forward(x));
      assertThat(y[0]).isCloseTo(-1, within(1e-4f));
      assertThat(y[3]).isCloseTo(1, within(1e-4f));
      assertThat(variance(0)).isCloseTo(1.1f, within(1e-5f));
      assertThat(variance(1)).isCloseTo(5.9f, within(1e-5f));
    }
  }

  @Test
  void oneValueAChannelIsRefusedInTrainingOnly() {
    try (StepScope scope = StepScope.open()) {
      Tensor one = torch.ones(1, 2, 1, 1, 1);
      weights.setTraining(true);
      assertThatThrownBy(() -> norm.forward(one))
          .isInstanceOf(CdsslException.class)
          .hasMessageContaining("training.batchSize");
      assertThat(variance(0)).isEqualTo(1);
      norm.forward(torch.ones(2, 2, 1, 1, 1));
      weights.setTraining(false);
      assertThat(TensorIo.floats(norm.forward(one))).doesNotContain(Float.NaN);
    }
  }
}

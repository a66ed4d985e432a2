package org.cdssl.transfer.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.engine.Compute;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.junit.jupiter.api.Test;

class DiceCrossEntropyTest {
  private static final Compute CPU = Compute.on("cpu", 1);
  private static final int N = 2;
  private static final int C = 3;
  private static final int VOXELS = 24;

  @Test
  void equalsTheFormulaInDoubles() {
    Random random = new Random(1);
    float[] logits = new float[N * C * VOXELS];
    byte[] labels = new byte[N * VOXELS];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (3 * random.nextGaussian());
    }
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) random.nextInt(C);
    }
    double entropy = 0;
    double[] both = new double[C];
    double[] sum = new double[C];
    for (int n = 0; n < N; n++) {
      for (int v = 0; v < VOXELS; v++) {
        double[] p = new double[C];
        double total = 0;
        for (int c = 0; c < C; c++) {
          p[c] = Math.exp(logits[(n * C + c) * VOXELS + v]);
          total += p[c];
        }
        int label = labels[n * VOXELS + v];
        for (int c = 0; c < C; c++) {
          both[c] += label == c ? p[c] / total : 0;
          sum[c] += p[c] / total + (label == c ? 1 : 0);
        }
        entropy -= Math.log(p[label] / total) / (N * VOXELS);
      }
    }
    double dice = 0;
    for (int c = 1; c < C; c++) {
      dice += (2 * both[c] + 1) / (sum[c] + 1) / (C - 1);
    }
    assertThat((double) loss(logits, labels)).isCloseTo(entropy + 1 - dice, within(1e-5));
  }

  @Test
  void aPerfectPredictionCostsNothingAlsoWhereAClassIsAbsent() {
    float[] logits = new float[N * C * VOXELS];
    byte[] labels = new byte[N * VOXELS];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i % 2);
      logits[(i / VOXELS * C + labels[i]) * VOXELS + i % VOXELS] = 50;
    }
    assertThat(loss(logits, labels)).isCloseTo(0, within(1e-5f));
  }

  private static float loss(float[] logits, byte[] labels) {
    try (StepScope scope = StepScope.open()) {
      Tensor x = TensorIo.copyOf(logits, CPU, N, C, 2, 3, 4);
      Tensor y = torch.tensor(labels).view(N, 2, 3, 4).to(torch.ScalarType.Long);
      return DiceCrossEntropy.loss(x, y).item_float();
    }
  }
}

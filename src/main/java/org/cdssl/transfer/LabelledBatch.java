package org.cdssl.transfer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.cdssl.config.Size3;
import org.cdssl.engine.safetensors.Dtype;
import org.cdssl.engine.safetensors.NamedTensor;
import org.cdssl.training.BatchDump;

/// Inputs and truths of a classification step.
///
/// @param ids of the images
/// @param inputSize of an input
/// @param input `[N, D, H, W]`
/// @param truth `[N][classes]`
record LabelledBatch(List<String> ids, Size3 inputSize, float[] input, boolean[][] truth)
    implements TaskBatch {
  @Override
  public List<NamedTensor> tensors() {
    float[] labels = labels();
    return List.of(
        BatchDump.tensor("input", FloatBuffer.wrap(input), inputSize, size()),
        new NamedTensor(
            "truth",
            Dtype.F32,
            new long[] {size(), labels.length / size()},
            () -> {
              ByteBuffer bytes =
                  ByteBuffer.allocate(labels.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
              bytes.asFloatBuffer().put(labels);
              return bytes;
            }));
  }

  @Override
  public int size() {
    return ids.size();
  }

  /// The truths as 0 and 1, row-major.
  float[] labels() {
    float[] labels = new float[truth.length * truth[0].length];
    int at = 0;
    for (boolean[] row : truth) {
      for (boolean present : row) {
        labels[at++] = present ? 1 : 0;
      }
    }
    return labels;
  }
}

package org.cdssl.training;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Weights;

/// A copy of the buffers as they were before a step. The forward pass of a batch that is then
/// refused (P7) has already moved the running statistics, and with a NaN in it has ruined them.
public final class BufferShadow {
  private final List<Tensor> buffers;
  private final List<Tensor> copies = new ArrayList<>();

  public BufferShadow(Weights weights) {
    buffers = List.copyOf(weights.buffers().values());
    for (Tensor buffer : buffers) {
      copies.add(buffer.clone());
    }
  }

  public void remember() {
    copy(buffers, copies);
  }

  public void putBack() {
    copy(copies, buffers);
  }

  private static void copy(List<Tensor> from, List<Tensor> to) {
    try (Grad off = Grad.disabled()) {
      for (int i = 0; i < from.size(); i++) {
        to.get(i).copy_(from.get(i));
      }
    }
  }
}

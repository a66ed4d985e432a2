package org.cdssl.training;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Weights;

/// A copy of all tensors as they were at the best evaluation so far. It goes into every checkpoint,
/// so that a resumed run ends with the same ones.
public final class BestWeights {
  private final Map<String, Tensor> live;
  private final Map<String, Tensor> copies = new LinkedHashMap<>();
  private Mark mark = Mark.NONE;

  /// Which evaluation it was.
  ///
  /// @param step optimiser steps done; -1: there was none yet
  /// @param epoch counted from 1
  /// @param value that was compared, larger is better
  public record Mark(long step, int epoch, double value) {
    static final Mark NONE = new Mark(-1, 0, Double.NEGATIVE_INFINITY);

    public boolean isNone() {
      return step < 0;
    }
  }

  public BestWeights(Weights weights) {
    live = weights.all();
    live.forEach((name, tensor) -> copies.put(name, tensor.detach().clone()));
  }

  /// Takes over the weights as they are if `value` is above the best so far. NaN never is, but the
  /// first evaluation counts whatever it gives.
  ///
  /// @return whether it was
  public boolean offer(long step, int epoch, double value) {
    if (!mark.isNone() && !(value > mark.value())) {
      return false;
    }
    mark = new Mark(step, epoch, Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value);
    copy(live, copies);
    return true;
  }

  /// Puts the best tensors in the place of the present ones.
  public void putBack() {
    copy(copies, live);
  }

  public Mark mark() {
    return mark;
  }

  Map<String, Tensor> all() {
    return copies;
  }

  void restore(Mark saved) {
    mark = saved;
  }

  private static void copy(Map<String, Tensor> from, Map<String, Tensor> to) {
    try (Grad off = Grad.disabled()) {
      from.forEach((name, tensor) -> to.get(name).copy_(tensor));
    }
  }
}

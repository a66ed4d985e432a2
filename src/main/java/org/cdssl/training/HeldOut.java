package org.cdssl.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.config.Size3;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Precision;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.cdssl.pretext.Pretext;
import org.cdssl.view.FixedView;

/// Scores how well images that are never trained on are restored, and makes the restorations that
/// pictures show.
///
/// Each image has one corrupted view, the same at every score, and the batches are the same too:
/// full, X-rays and volumes mixed as evenly as their numbers allow. The network normalises with the
/// statistics of the batch, as in training, because its running statistics mix large and small
/// views and suit neither; they are put back afterwards, so scoring leaves no trace.
final class HeldOut {
  private final Pretext pretext;
  private final Precision precision;
  private final Compute compute;
  private final int batchSize;
  private final BufferShadow buffers;
  private final List<View> views;

  /// A view and whether it is of an X-ray.
  record View(FixedView view, boolean flat) {}

  HeldOut(
      Pretext pretext,
      Precision precision,
      Compute compute,
      int batchSize,
      BufferShadow buffers,
      List<FixedView> flats,
      List<FixedView> volumes) {
    this.pretext = pretext;
    this.precision = precision;
    this.compute = compute;
    this.batchSize = batchSize;
    this.buffers = buffers;
    views = mixed(flats, volumes);
  }

  /// Both lists in one, each spread evenly.
  private static List<View> mixed(List<FixedView> flats, List<FixedView> volumes) {
    List<View> all = new ArrayList<>();
    int n = flats.size() + volumes.size();
    int taken = 0;
    for (int i = 0; i < n; i++) {
      if ((long) (i + 1) * flats.size() / n > taken) {
        all.add(new View(flats.get(taken++), true));
      } else {
        all.add(new View(volumes.get(i - taken), false));
      }
    }
    return all;
  }

  boolean isEmpty() {
    return views.isEmpty();
  }

  List<View> views() {
    return views;
  }

  /// Mean squared error of the restoration over all voxels, images weighing the same; null when
  /// asked to stop.
  SequencedMap<String, Object> score(BooleanSupplier stop) {
    double[] sum = new double[2];
    int[] count = new int[2];
    for (int from = 0; from < views.size(); from += batchSize) {
      if (stop.getAsBoolean()) {
        return null;
      }
      List<float[]> restored = restore(from);
      for (int i = 0; i < restored.size() && from + i < views.size(); i++) {
        View view = views.get(from + i);
        int kind = view.flat() ? 0 : 1;
        sum[kind] += meanSquaredError(restored.get(i), view.view().target());
        count[kind]++;
      }
    }
    SequencedMap<String, Object> score = new LinkedHashMap<>();
    score.put("restore", (sum[0] + sum[1]) / (count[0] + count[1]));
    if (count[0] > 0) {
      score.put("restore2d", sum[0] / count[0]);
    }
    if (count[1] > 0) {
      score.put("restore3d", sum[1] / count[1]);
    }
    score.put("images2d", count[0]);
    score.put("images3d", count[1]);
    return score;
  }

  /// Restorations `[D, H, W]` of the batch that begins at this view; a last batch is filled up from
  /// the first views.
  List<float[]> restore(int from) {
    Size3 size = views.getFirst().view().size();
    int count = Math.max(2, batchSize);
    float[] input = new float[count * size.voxels()];
    for (int i = 0; i < count; i++) {
      float[] view = views.get((from + i) % views.size()).view().input();
      System.arraycopy(view, 0, input, i * size.voxels(), size.voxels());
    }
    buffers.remember();
    try (StepScope scope = StepScope.open();
        Grad off = Grad.disabled();
        Autocast cast = Autocast.with(precision, compute)) {
      Tensor x = TensorIo.copyOf(input, compute, count, 1, size.d(), size.h(), size.w());
      float[] output = TensorIo.floats(pretext.restore(x));
      List<float[]> restored = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        restored.add(Arrays.copyOfRange(output, i * size.voxels(), (i + 1) * size.voxels()));
      }
      return restored;
    } finally {
      buffers.putBack();
    }
  }

  private static double meanSquaredError(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double d = a[i] - b[i];
      sum += d * d;
    }
    return sum / a.length;
  }
}

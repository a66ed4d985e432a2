package org.cdssl.training;

import java.util.ArrayList;
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
import org.cdssl.view.ImagePool;
import org.cdssl.view.ViewMaker;

/// Scores how well images that are never trained on are restored, and makes the restorations that pictures show.
///
/// Each image has one corrupted view, the same at every score. The network runs as it would be used: running
/// statistics, no gradients.
final class HeldOut {
  private final Pretext pretext;
  private final Precision precision;
  private final Compute compute;
  private final int batchSize;
  private final List<FixedView> flats;
  private final List<FixedView> volumes;

  HeldOut(
      Pretext pretext,
      Precision precision,
      Compute compute,
      int batchSize,
      ViewMaker maker,
      RunImages images) {
    this.pretext = pretext;
    this.precision = precision;
    this.compute = compute;
    this.batchSize = batchSize;
    flats = views(maker, images.heldOutFlats());
    volumes = views(maker, images.heldOutVolumes());
  }

  private static List<FixedView> views(ViewMaker maker, ImagePool pool) {
    List<FixedView> views = new ArrayList<>();
    for (int i = 0; i < pool.size(); i++) {
      views.add(maker.fixedView(pool.get(i)));
    }
    return views;
  }

  boolean isEmpty() {
    return flats.isEmpty() && volumes.isEmpty();
  }

  /// Mean squared error of the restoration over all voxels, images weighing the same; null when asked to stop.
  SequencedMap<String, Object> score(BooleanSupplier stop) {
    List<Double> flat = errors(flats, stop);
    List<Double> solid = errors(volumes, stop);
    if (stop.getAsBoolean()) {
      return null;
    }
    List<Double> all = new ArrayList<>(flat);
    all.addAll(solid);
    SequencedMap<String, Object> score = new LinkedHashMap<>();
    score.put("restore", mean(all));
    if (!flat.isEmpty()) {
      score.put("restore2d", mean(flat));
    }
    if (!solid.isEmpty()) {
      score.put("restore3d", mean(solid));
    }
    score.put("images2d", flat.size());
    score.put("images3d", solid.size());
    return score;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  private List<Double> errors(List<FixedView> views, BooleanSupplier stop) {
    List<Double> errors = new ArrayList<>();
    for (int from = 0; from < views.size() && !stop.getAsBoolean(); from += batchSize) {
      List<FixedView> part = views.subList(from, Math.min(views.size(), from + batchSize));
      List<float[]> restored = restore(part);
      for (int i = 0; i < part.size(); i++) {
        errors.add(meanSquaredError(restored.get(i), part.get(i).target()));
      }
    }
    return errors;
  }

  /// Restorations `[D, H, W]` of views of one size.
  List<float[]> restore(List<FixedView> views) {
    Size3 size = views.getFirst().size();
    float[] input = new float[views.size() * size.voxels()];
    for (int i = 0; i < views.size(); i++) {
      System.arraycopy(views.get(i).input(), 0, input, i * size.voxels(), size.voxels());
    }
    pretext.weights().setTraining(false);
    try (StepScope scope = StepScope.open();
        Grad off = Grad.disabled();
        Autocast cast = Autocast.with(precision, compute)) {
      Tensor x =
          TensorIo.copyOf(input, compute, views.size(), 1, size.d(), size.h(), size.w());
      float[] output = TensorIo.floats(pretext.restore(x));
      List<float[]> restored = new ArrayList<>();
      for (int i = 0; i < views.size(); i++) {
        restored.add(
            java.util.Arrays.copyOfRange(output, i * size.voxels(), (i + 1) * size.voxels()));
      }
      return restored;
    } finally {
      pretext.weights().setTraining(true);
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

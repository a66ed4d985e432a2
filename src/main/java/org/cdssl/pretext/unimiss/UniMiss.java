package org.cdssl.pretext.unimiss;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.config.DinoConfig;
import org.cdssl.config.NetworkConfig;
import org.cdssl.config.UniMissConfig;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Weights;
import org.cdssl.network.Encoder;
import org.cdssl.network.transformer.SwitchableTransformer;
import org.cdssl.pretext.DinoHead;
import org.cdssl.pretext.Distillation;
import org.cdssl.pretext.Distilled;
import org.cdssl.pretext.Losses;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.ViewTensors;
import org.cdssl.view.ViewPlan;

/// UniMiSS (Xie et al. 2022), METHOD D.6. With D(t, s) DINO's cross-entropy over two views:
///
/// - a batch of X-rays: L = D(teacher, student)
/// - a batch of volumes: L = D(V, V) + D(V, S) + D(S, S) + D(S, V), teacher first, V the logits of
///   the volumes and S the mean over the slices of the logits that the 2D way gives of each
///
/// Whether a batch is of X-rays is seen from its depth. Which batches there are is no matter of the
/// method but of `training.alternateEpochs`. In a batch of X-rays the 3D tensors take no part, have
/// no gradient and therefore stay as they are, moments included.
///
/// The student's 3D encoder is exported; the 2D tensors are not among it.
public final class UniMiss implements Distilled {
  private final ViewPlan plan = ViewPlan.compared(0);
  private final Weights weights;
  private final Net student;
  private final Net teacher;
  private final Distillation distillation;

  /// The logits of one view.
  ///
  /// @param slices null of an X-ray
  record Logits(Tensor whole, Tensor slices) {}

  /// @param distilled head, teacher and temperatures
  /// @param flatSide side of the views of X-rays
  public UniMiss(
      NetworkConfig network,
      DinoConfig distilled,
      UniMissConfig config,
      int flatSide,
      Compute compute) {
    weights = new Weights(compute);
    student = new Net(weights.root(), network, distilled, config, flatSide);
    teacher = new Net(Distillation.teacherScope(weights), network, distilled, config, flatSide);
    distillation = new Distillation(weights, distilled);
  }

  /// Transformer and head.
  private static final class Net {
    private final SwitchableTransformer transformer;
    private final DinoHead head;

    Net(
        Weights.Scope scope,
        NetworkConfig network,
        DinoConfig distilled,
        UniMissConfig config,
        int flatSide) {
      transformer = new SwitchableTransformer(scope, network, config, flatSide);
      head = new DinoHead(scope.in("head"), transformer.width(), distilled);
    }

    Logits logits(Tensor features, Tensor view) {
      return new Logits(head.forward(features), view.size(2) == 1 ? null : slices(view));
    }

    /// The mean of the logits of the slices is the logits of the mean of what the prototypes are
    /// compared with, because the last layer is linear: one row of K logits in place of D.
    private Tensor slices(Tensor view) {
      long n = view.size(0);
      long d = view.size(2);
      Tensor slices = view.transpose(1, 2).reshape(n * d, 1, 1, view.size(3), view.size(4));
      Tensor rows = head.bottleneck(transformer.forward(slices));
      return head.logits(rows.view(n, d, rows.size(1)).mean(1));
    }
  }

  @Override
  public ViewPlan views() {
    return plan;
  }

  @Override
  public Weights weights() {
    return weights;
  }

  @Override
  public Encoder encoder() {
    return student.transformer.encoder();
  }

  @Override
  public Distillation distillation() {
    return distillation;
  }

  @Override
  public List<String> remarks(int batchSize) {
    int logits = 2 * plan.globals().size(); // of a volume there are those of its slices too
    return List.of(distillation.remark("unimiss", 1, logits, logits, batchSize));
  }

  @Override
  public Losses loss(ViewTensors views, Moment moment) {
    List<Logits> taught = new ArrayList<>();
    try (Grad off = Grad.disabled()) {
      for (Tensor view : views.globals()) {
        taught.add(teacher.logits(teacher.transformer.forward(view), view));
      }
    }
    List<Logits> said = new ArrayList<>();
    Tensor embeddings = null;
    for (Tensor view : views.globals()) {
      Tensor features = student.transformer.forward(view);
      embeddings = embeddings == null ? features.detach() : embeddings;
      said.add(student.logits(features, view));
    }
    Map<String, Tensor> parts = parts(distillation, taught, said, moment);
    Tensor answers = distillation.answers(taught.getFirst().whole(), moment);
    distillation.updateCentre(all(taught));
    return new Losses(Losses.sum(parts.values()), parts, embeddings, answers);
  }

  /// The terms of the loss by name: teacher, then student.
  static Map<String, Tensor> parts(
      Distillation distillation, List<Logits> taught, List<Logits> said, Moment moment) {
    List<Tensor> taughtWhole = taught.stream().map(Logits::whole).toList();
    List<Tensor> saidWhole = said.stream().map(Logits::whole).toList();
    Map<String, Tensor> parts = new LinkedHashMap<>();
    if (taught.getFirst().slices() == null) {
      parts.put("xrays", distillation.loss(taughtWhole, saidWhole, moment));
      return parts;
    }
    List<Tensor> taughtSlices = taught.stream().map(Logits::slices).toList();
    List<Tensor> saidSlices = said.stream().map(Logits::slices).toList();
    parts.put("volumeVolume", distillation.loss(taughtWhole, saidWhole, moment));
    parts.put("volumeSlices", distillation.loss(taughtWhole, saidSlices, moment));
    parts.put("slicesSlices", distillation.loss(taughtSlices, saidSlices, moment));
    parts.put("slicesVolume", distillation.loss(taughtSlices, saidWhole, moment));
    return parts;
  }

  static List<Tensor> all(List<Logits> taught) {
    List<Tensor> all = new ArrayList<>();
    for (Logits logits : taught) {
      all.add(logits.whole());
      if (logits.slices() != null) {
        all.add(logits.slices());
      }
    }
    return all;
  }
}

package org.cdssl.pretext.dino;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.config.DinoConfig;
import org.cdssl.config.NetworkConfig;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Weights;
import org.cdssl.network.Encoder;
import org.cdssl.network.Encoders;
import org.cdssl.pretext.DinoHead;
import org.cdssl.pretext.Distillation;
import org.cdssl.pretext.Distilled;
import org.cdssl.pretext.EncoderPretext;
import org.cdssl.pretext.Features;
import org.cdssl.pretext.Losses;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.ViewTensors;
import org.cdssl.view.ViewPlan;

/// DINO (Caron et al. 2021), METHOD D.1:
///
/// L = mean over the ordered pairs (t, s), t a global, s any other view, of −Σ_k softmax((g_t − c)
/// / τ_t)_k · log softmax(g_s / τ_s)_k
///
/// g_t are logits of the teacher, which sees the globals only, g_s those of the student. The
/// teacher is the running average of the student, c the running mean of its logits.
public final class Dino extends EncoderPretext implements Distilled {
  private final DinoHead head;
  private final Encoder teacherEncoder;
  private final DinoHead teacherHead;
  private final Distillation distillation;

  /// @param locals number of local views a sample
  public Dino(NetworkConfig network, DinoConfig config, int locals, Compute compute) {
    super(ViewPlan.compared(locals), network, compute);
    int features = encoder.widths().getLast();
    head = new DinoHead(weights.root().in("head"), features, config);
    Weights.Scope teacher = Distillation.teacherScope(weights);
    teacherEncoder = Encoders.of(teacher.in("encoder"), network);
    teacherHead = new DinoHead(teacher.in("head"), features, config);
    distillation = new Distillation(weights, config);
  }

  @Override
  public Distillation distillation() {
    return distillation;
  }

  @Override
  public List<String> remarks(int batchSize) {
    int globals = plan.globals().size();
    return List.of(
        distillation.remark("dino", 1, globals + plan.locals().size(), globals, batchSize));
  }

  @Override
  public Losses loss(ViewTensors views, Moment moment) {
    List<Tensor> taught = new ArrayList<>();
    try (Grad off = Grad.disabled()) {
      for (Tensor view : views.globals()) {
        taught.add(teacherHead.forward(Features.pool(teacherEncoder.forward(view).getLast())));
      }
    }
    List<Tensor> said = new ArrayList<>();
    Tensor embeddings = null;
    for (Tensor view : views.globals()) {
      Tensor features = Features.pool(encoder.forward(view).getLast());
      embeddings = embeddings == null ? features.detach() : embeddings;
      said.add(head.forward(features));
    }
    if (!plan.locals().isEmpty()) {
      Tensor logits = head.forward(Features.pool(encoder.forward(views.locals()).getLast()));
      long n = views.globals().getFirst().size(0);
      for (int l = 0; l < plan.locals().size(); l++) {
        said.add(logits.narrow(0, l * n, n));
      }
    }
    Tensor loss = distillation.loss(taught, said, moment);
    Tensor answers = distillation.answers(taught.getFirst(), moment);
    distillation.updateCentre(taught);
    return new Losses(loss, Map.of("crossEntropy", loss), embeddings, answers);
  }
}

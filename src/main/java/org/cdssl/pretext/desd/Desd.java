package org.cdssl.pretext.desd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.config.DesdConfig;
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

/// DeSD, deep self-distillation (Ye et al. 2022), METHOD D.4, written from the paper:
///
/// L = mean over the stages m of DINO's cross-entropy between head m of the student, after stage m
/// and global average pooling, and the one head of the teacher, after its last stage
///
/// over the two ordered pairs of different views. The teacher is the running average of the
/// student's backbone and last head; its backbone is exported.
public final class Desd extends EncoderPretext implements Distilled {
  /// The first map is that of the stem.
  private static final int STEM = 1;

  private final List<DinoHead> heads = new ArrayList<>();
  private final Encoder teacherEncoder;
  private final DinoHead teacherHead;
  private final Distillation distillation;

  /// @param distilled heads, teacher and temperatures
  /// @param config views
  public Desd(NetworkConfig network, DinoConfig distilled, DesdConfig config, Compute compute) {
    super(ViewPlan.desd(config), network, compute);
    Weights.Scope scope = weights.root().in("heads");
    List<Integer> stages = encoder.widths().subList(STEM, encoder.widths().size());
    for (int m = 0; m < stages.size(); m++) {
      heads.add(new DinoHead(scope.in(head(m)), stages.get(m), distilled));
    }
    Weights.Scope teacher = Distillation.teacherScope(weights);
    teacherEncoder = Encoders.of(teacher.in("encoder"), network);
    String last = head(stages.size() - 1);
    teacherHead = new DinoHead(teacher.in("heads").in(last), stages.getLast(), distilled);
    distillation = new Distillation(weights, distilled);
  }

  private static String head(int stage) {
    return "stage" + (stage + 1);
  }

  @Override
  public Encoder encoder() {
    return teacherEncoder;
  }

  @Override
  public String exported() {
    return Distillation.TEACHER + "encoder.";
  }

  @Override
  public Distillation distillation() {
    return distillation;
  }

  @Override
  public List<String> remarks(int batchSize) {
    int views = plan.globals().size();
    return List.of(distillation.remark("desd", heads.size(), views, views, batchSize));
  }

  @Override
  public Losses loss(ViewTensors views, Moment moment) {
    List<Tensor> taught = new ArrayList<>();
    Tensor embeddings = null;
    try (Grad off = Grad.disabled()) {
      for (Tensor view : views.globals()) {
        Tensor features = Features.pool(teacherEncoder.forward(view).getLast());
        embeddings = embeddings == null ? features : embeddings;
        taught.add(teacherHead.forward(features));
      }
    }
    List<List<Tensor>> said = new ArrayList<>(); // by stage, then view
    heads.forEach(head -> said.add(new ArrayList<>()));
    for (Tensor view : views.globals()) {
      List<Tensor> maps = encoder.forward(view);
      for (int m = 0; m < heads.size(); m++) {
        said.get(m).add(heads.get(m).forward(Features.pool(maps.get(STEM + m))));
      }
    }
    Map<String, Tensor> parts = new LinkedHashMap<>();
    for (int m = 0; m < heads.size(); m++) {
      parts.put(head(m), distillation.loss(taught, said.get(m), moment));
    }
    Tensor answers = distillation.answers(taught.getFirst(), moment);
    distillation.updateCentre(taught);
    return new Losses(mean(parts.values().stream().toList()), parts, embeddings, answers);
  }

  /// The stages weigh the same.
  static Tensor mean(List<Tensor> losses) {
    return Losses.sum(losses).div(new Scalar((double) losses.size()));
  }
}

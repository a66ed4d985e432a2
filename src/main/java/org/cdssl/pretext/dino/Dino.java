package org.cdssl.pretext.dino;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.DinoConfig;
import org.cdssl.config.NetworkConfig;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Weights;
import org.cdssl.network.Encoder;
import org.cdssl.network.Encoders;
import org.cdssl.pretext.Features;
import org.cdssl.pretext.Losses;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.Pace;
import org.cdssl.pretext.Pretext;
import org.cdssl.pretext.Teacher;
import org.cdssl.pretext.ViewTensors;
import org.cdssl.view.ViewPlan;

/// DINO (Caron et al. 2021), METHOD D.1:
///
/// L = mean over the ordered pairs (t, s), t a global, s any other view, of −Σ_k softmax((g_t − c)
/// / τ_t)_k · log softmax(g_s / τ_s)_k
///
/// g_t are logits of the teacher, which sees the globals only, g_s those of the student. The
/// teacher is the running average of the student, c the running mean of its logits. Both are
/// buffers.
public final class Dino implements Pretext {
  private static final String TEACHER = "teacher.";
  private static final String LAST = "head." + DinoHead.LAST;

  private final DinoConfig config;
  private final ViewPlan plan;
  private final Weights weights;
  private final Encoder encoder;
  private final DinoHead head;
  private final Encoder teacherEncoder;
  private final DinoHead teacherHead;
  private final Teacher teacher;
  private final Centre centre;

  /// @param locals number of local views a sample
  public Dino(NetworkConfig network, DinoConfig config, int locals, Compute compute) {
    this.config = config;
    plan = ViewPlan.compared(locals);
    weights = new Weights(compute);
    Weights.Scope root = weights.root();
    encoder = Encoders.of(root.in("encoder"), network);
    int features = encoder.widths().getLast();
    head = new DinoHead(root.in("head"), features, config);
    Weights.Scope frozen = root.in("teacher").frozen();
    teacherEncoder = Encoders.of(frozen.in("encoder"), network);
    teacherHead = new DinoHead(frozen.in("head"), features, config);
    teacher = new Teacher(weights, TEACHER);
    centre = new Centre(root, config.prototypes(), config.centreMomentum());
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
    return encoder;
  }

  @Override
  public Map<String, Double> schedules(Moment moment) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("teacherMomentum", Teacher.momentum(config.teacherMomentum(), moment));
    values.put("teacherTemperature", temperature(config, moment.epoch()));
    return values;
  }

  /// τ_t of an epoch: linear from the first to the last over the epochs of warm-up, both included.
  static double temperature(DinoConfig config, int epoch) {
    int epochs = config.temperatureEpochs();
    if (epoch >= epochs - 1) {
      return config.teacherTemperature();
    }
    double share = (double) epoch / (epochs - 1);
    return config.warmupTemperature()
        + share * (config.teacherTemperature() - config.warmupTemperature());
  }

  @Override
  public Pace pace(String parameter, Moment moment) {
    return parameter.equals(LAST) && moment.epoch() < config.frozenLastEpochs()
        ? Pace.FROZEN
        : Pace.SCHEDULED;
  }

  @Override
  public void afterStep(Moment moment) {
    teacher.update(Teacher.momentum(config.teacherMomentum(), moment));
  }

  @Override
  public List<String> remarks(int batchSize) {
    long k = config.prototypes();
    long layer = k * config.bottleneck() * Float.BYTES;
    int views = plan.globals().size() + plan.locals().size();
    // the last layer with gradient and up to two moments, its unit vectors, its twin and a shadow;
    // logits and their softmax of every view, and of the teacher's
    long bytes = 8 * layer + 4 * k * Float.BYTES * batchSize * (views + plan.globals().size());
    return List.of(
        String.format(
            Locale.ROOT,
            "dino: %,d prototypes take about %,d MiB in training (pretext.dino.prototypes)",
            k,
            bytes >> 20));
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
    double temperature = temperature(config, moment.epoch());
    Tensor loss = loss(taught, said, centre.value(), temperature, config.studentTemperature());
    centre.update(taught);
    return new Losses(loss, Map.of("crossEntropy", loss), embeddings);
  }

  /// @param taught logits of the teacher, a `[N, K]` for each global
  /// @param said logits of the student, a `[N, K]` for each view, globals first
  static Tensor loss(
      List<Tensor> taught,
      List<Tensor> said,
      Tensor centre,
      double teacherTemperature,
      double studentTemperature) {
    Tensor sum = null;
    int pairs = 0;
    List<Tensor> logs =
        said.stream()
            .map(s -> torch.log_softmax(s.div(new Scalar(studentTemperature)), 1))
            .toList();
    for (int t = 0; t < taught.size(); t++) {
      Tensor wanted =
          torch
              .softmax(
                  taught.get(t).sub(centre).div(new Scalar(teacherTemperature)),
                  1,
                  new ScalarTypeOptional())
              .detach();
      for (int s = 0; s < logs.size(); s++) {
        if (s != t) {
          Tensor term = wanted.mul(logs.get(s)).sum(new long[] {1}).mean().neg();
          sum = sum == null ? term : sum.add(term);
          pairs++;
        }
      }
    }
    return sum.div(new Scalar((double) pairs));
  }
}

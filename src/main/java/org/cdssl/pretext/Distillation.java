package org.cdssl.pretext;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.DinoConfig;
import org.cdssl.engine.Weights;

/// What all methods share in which a student learns to answer as its running average does (DINO,
/// METHOD D.1): teacher, centre, temperatures, cross-entropy.
///
/// The teacher is everything below `teacher.`, the twin of what has the same name without it;
/// `centre` is the running mean of its logits. Both are buffers.
public final class Distillation {
  /// What the names of the teacher's tensors start with.
  public static final String TEACHER = "teacher.";

  private final DinoConfig config;
  private final Teacher teacher;
  private final Centre centre;

  /// @param weights with the student and its twin, which starts as a copy
  public Distillation(Weights weights, DinoConfig config) {
    this.config = config;
    teacher = new Teacher(weights, TEACHER);
    centre = new Centre(weights.root(), config.prototypes(), config.centreMomentum());
  }

  /// The scope that a twin is built in.
  public static Weights.Scope teacherScope(Weights weights) {
    return weights.root().in("teacher").frozen();
  }

  /// Columns of the log.
  public Map<String, Double> schedules(Moment moment) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("teacherMomentum", Teacher.momentum(config.teacherMomentum(), moment));
    values.put("teacherTemperature", temperature(config, moment.epoch()));
    return values;
  }

  /// τ_t of an epoch: linear from the first to the last over the epochs of warm-up, both included.
  public static double temperature(DinoConfig config, int epoch) {
    int epochs = config.temperatureEpochs();
    if (epoch >= epochs - 1) {
      return config.teacherTemperature();
    }
    double share = (double) epoch / (epochs - 1);
    return config.warmupTemperature()
        + share * (config.teacherTemperature() - config.warmupTemperature());
  }

  /// The last layers of all heads stand still in the first epochs.
  public Pace pace(String parameter, Moment moment) {
    return parameter.endsWith(DinoHead.LAST) && moment.epoch() < config.frozenLastEpochs()
        ? Pace.FROZEN
        : Pace.SCHEDULED;
  }

  /// Moves the teacher.
  public void afterStep(Moment moment) {
    teacher.update(Teacher.momentum(config.teacherMomentum(), moment));
  }

  /// Moves the centre; after all losses of a step.
  ///
  /// @param taught all logits of the teacher, each `[N, K]`
  public void updateCentre(List<Tensor> taught) {
    centre.update(taught);
  }

  /// What the teacher wants at this moment, softmax((g − c) / τ_t): all samples' the same where the
  /// method has collapsed, be it to one prototype or to all of them alike.
  ///
  /// @param taught logits of the teacher, `[N, K]`
  public Tensor answers(Tensor taught, Moment moment) {
    return answers(taught, centre.value(), temperature(config, moment.epoch()));
  }

  private static Tensor answers(Tensor taught, Tensor centre, double temperature) {
    return torch
        .softmax(taught.sub(centre).div(new Scalar(temperature)), 1, new ScalarTypeOptional())
        .detach();
  }

  /// The cross-entropy at this moment.
  ///
  /// @param taught logits of the teacher, a `[N, K]` for each global
  /// @param said logits of the student, a `[N, K]` for each view, globals first
  public Tensor loss(List<Tensor> taught, List<Tensor> said, Moment moment) {
    double temperature = temperature(config, moment.epoch());
    return loss(taught, said, centre.value(), temperature, config.studentTemperature());
  }

  /// Mean over the ordered pairs (t, s), t a view of the teacher, s any other view, of −Σ_k
  /// softmax((g_t − c) / τ_t)_k · log softmax(g_s / τ_s)_k
  public static Tensor loss(
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
      Tensor wanted = answers(taught.get(t), centre, teacherTemperature);
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

  /// What the prototypes take in training.
  ///
  /// @param heads heads of the student; the teacher has one
  /// @param said views of a sample that the student answers for
  /// @param taught views that the teacher answers for
  public String remark(String method, int heads, int said, int taught, int batchSize) {
    long k = config.prototypes();
    long layer = k * config.bottleneck() * Float.BYTES;
    // last layers with gradient, up to two moments, unit vectors and their gradient; the teacher's
    // with a shadow; logits and their softmax
    long bytes =
        (6L * heads + 2) * layer + 4 * k * Float.BYTES * batchSize * ((long) heads * said + taught);
    return String.format(
        Locale.ROOT,
        "%s: %,d prototypes take about %,d MiB in training (pretext.dino.prototypes)",
        method,
        k,
        bytes >> 20);
  }
}

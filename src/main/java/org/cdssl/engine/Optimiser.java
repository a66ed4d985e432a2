package org.cdssl.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Updates all parameters of [Weights] from their gradients: [Adam], with L2 or decoupled weight
/// decay, or [Sgd].
///
/// Schedules live outside: each step says by parameter name what is to be done ([Update]), so that
/// warm-up, layer-wise rates, weight decay that spares norms and biases, clipping per parameter and
/// frozen parts need nothing of the optimiser. A parameter without a gradient is left alone, and
/// its count of updates does not advance.
///
/// Updates work on pieces that stay in the cache; libtorch's own walk several times over all
/// weights.
public abstract sealed class Optimiser permits Adam, Sgd {
  private static final long PIECE = 1 << 16;

  private final List<Slot> slots = new ArrayList<>();
  private final double weightDecay;
  private final Tensor scratch;
  private final long piece;

  /// What is done with one parameter at one step.
  ///
  /// @param learningRate η
  /// @param weightDecay λ
  /// @param gradientScale the gradient is multiplied by this first; 1 leaves it as it is
  public record Update(double learningRate, double weightDecay, double gradientScale) {}

  /// One parameter with its state, flat views of the same memory, and its own count of updates.
  static final class Slot {
    final String name;
    final Tensor parameter;
    final Tensor flat;
    final List<Tensor> state;
    long t;

    Slot(String name, Tensor parameter, int states) {
      this.name = name;
      this.parameter = parameter;
      flat = parameter.detach().view(-1);
      List<Tensor> zeros = new ArrayList<>();
      for (int i = 0; i < states; i++) {
        zeros.add(torch.zeros_like(flat));
      }
      state = List.copyOf(zeros);
    }
  }

  /// @param states tensors of state that each parameter has
  Optimiser(Weights weights, double weightDecay, int states) {
    this.weightDecay = weightDecay;
    // on a GPU whole tensors: there the launches cost, not the memory traffic
    long largest = 1;
    for (Map.Entry<String, Tensor> p : weights.parameters().entrySet()) {
      slots.add(new Slot(p.getKey(), p.getValue(), states));
      largest = Math.max(largest, p.getValue().numel());
    }
    piece = weights.compute().isCuda() ? largest : PIECE;
    scratch =
        torch.empty(
            new long[] {Math.min(piece, largest)},
            weights.compute().float32(),
            new org.bytedeco.pytorch.MemoryFormatOptional());
  }

  /// L2 norm of all gradients together, in float64 across parameters; NaN or infinite as soon as
  /// one entry is.
  public final double gradientNorm() {
    return total(gradientNorms());
  }

  /// Norm of all gradients together from their single norms.
  public static double total(Map<String, Double> norms) {
    double sum = 0;
    for (double n : norms.values()) {
      sum += n * n;
    }
    return Math.sqrt(sum);
  }

  /// L2 norm of each gradient there is, by parameter name.
  public final Map<String, Double> gradientNorms() {
    Map<String, Double> all = new LinkedHashMap<>();
    try (StepScope scope = StepScope.open();
        Grad off = Grad.disabled()) {
      Map<String, Tensor> norms = new LinkedHashMap<>();
      for (Slot slot : slots) {
        Tensor g = slot.parameter.grad();
        if (g.defined()) {
          norms.put(slot.name, torch.linalg_vector_norm(g));
        }
      }
      norms.forEach((name, norm) -> all.put(name, (double) norm.item_float()));
    }
    return all;
  }

  /// One update, all parameters alike, with the weight decay that this was made with.
  ///
  /// @param learningRate η of this step
  /// @param gradientScale every gradient is multiplied by this first; 1 leaves it as it is
  public final void step(double learningRate, double gradientScale) {
    Update update = new Update(learningRate, weightDecay, gradientScale);
    step(name -> update);
  }

  /// One update.
  ///
  /// @param updates what to do with the parameter of this name; null leaves it alone, state and
  ///   count included
  public final void step(Function<String, Update> updates) {
    try (Grad off = Grad.disabled()) {
      for (Slot slot : slots) {
        try (StepScope scope = StepScope.open()) {
          Tensor g = slot.parameter.grad();
          if (!g.defined()) {
            continue;
          }
          Update update = updates.apply(slot.name);
          if (update != null) {
            slot.t++;
            Tensor gradient = g.reshape(-1);
            if (update.gradientScale() != 1) {
              gradient.mul_(new Scalar(update.gradientScale()));
            }
            update(slot, gradient, update);
          }
        }
      }
    }
  }

  /// Updates one parameter; its count has been advanced and its gradient scaled.
  abstract void update(Slot slot, Tensor gradient, Update update);

  /// What state tensor `i` of a parameter is called in a checkpoint.
  abstract String stateName(int i);

  /// Elements that an update works on at a time.
  final long piece() {
    return piece;
  }

  /// Memory of at least one piece, overwritten by every update.
  final Tensor scratch() {
    return scratch;
  }

  /// State by parameter name, prefixed with its own (`exp_avg.`, `momentum.`), shared with the
  /// optimiser.
  public final Map<String, Tensor> moments() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    for (Slot slot : slots) {
      for (int i = 0; i < slot.state.size(); i++) {
        all.put(stateName(i) + "." + slot.name, slot.state.get(i));
      }
    }
    return all;
  }

  /// Updates that each parameter has had.
  public final Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Slot slot : slots) {
      counts.put(slot.name, slot.t);
    }
    return counts;
  }

  /// Puts saved counts back; a name that is missing or unknown is refused.
  public final void restoreCounts(Map<String, Long> counts) {
    for (Slot slot : slots) {
      Long t = counts.get(slot.name);
      if (t == null || counts.size() != slots.size()) {
        throw new IllegalArgumentException(
            "the saved optimiser state does not fit: no count for " + slot.name);
      }
      slot.t = t;
    }
  }
}

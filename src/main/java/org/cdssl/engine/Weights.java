package org.cdssl.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// The named tensors of a model, in the order they were made.
///
/// Parameters are trained; buffers (running statistics) are state that is not. Names are MONAI's
/// and torchvision's (`layer1.0.conv1.weight`, `bn1.running_mean`), below the prefix of a [Scope].
/// Nothing outside reads libtorch modules: this map *is* the state dict.
public final class Weights {
  private static final String BATCHES = "num_batches_tracked";

  private final Compute compute;
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final Map<String, Tensor> buffers = new LinkedHashMap<>();
  private boolean training = true;
  private boolean averaging;

  public Weights(Compute compute) {
    this.compute = compute;
  }

  /// A place to register tensors under a common prefix.
  ///
  /// @param trained whether parameters are trained; otherwise they are registered as buffers
  /// @param twin what is shared with another place; null: nothing
  public record Scope(Weights weights, String prefix, boolean trained, Twin twin) {
    public Scope in(String name) {
      return new Scope(weights, prefix + name + ".", trained, twin);
    }

    /// The same place for a layer that shares tensors with one that was built at `other`: a
    /// parameter is that of the same name there, except those that `own` says. What the layer fills
    /// them with, it fills the other's with.
    ///
    /// @param own whether this place has a tensor of its own, by its name from here on
    public Scope sharing(Scope other, Predicate<String> own) {
      return new Scope(weights, prefix, trained, new Twin(prefix, other.prefix(), own));
    }

    /// The same place for tensors that no optimiser touches, e.g. those of a teacher.
    public Scope frozen() {
      return new Scope(weights, prefix, false, twin);
    }

    /// A parameter of this shape: a new one, uninitialised, or that of the place this one shares
    /// with.
    public Tensor parameter(String name, long... shape) {
      if (twin != null) {
        String local = prefix.substring(twin.here().length()) + name;
        if (!twin.own().test(local)) {
          return weights.existing(twin.there() + local, shape);
        }
      }
      return weights.addParameter(prefix + name, trained, shape);
    }

    /// A new float32 buffer filled with `value`.
    public Tensor buffer(String name, float value, long... shape) {
      return weights.addBuffer(
          prefix + name,
          torch.full(shape, new org.bytedeco.pytorch.Scalar(value), weights.compute.float32()));
    }

    /// A new int64 counter.
    public Tensor counter(String name) {
      return weights.addBuffer(
          prefix + name,
          torch.zeros(
              new long[0],
              new TensorOptions(torch.ScalarType.Long)
                  .device(new org.bytedeco.pytorch.DeviceOptional(weights.compute.device()))));
    }

    public Compute compute() {
      return weights.compute;
    }

    /// Whether layers use batch statistics (training) or running ones.
    public boolean training() {
      return weights.training;
    }

    /// Whether running statistics are the plain average over all batches, see [#freshStatistics].
    public boolean averaging() {
      return weights.averaging;
    }
  }

  /// Names below `here` that are not `own` stand for those below `there`.
  record Twin(String here, String there, Predicate<String> own) {}

  public Scope root() {
    return new Scope(this, "", true, null);
  }

  public Compute compute() {
    return compute;
  }

  public boolean training() {
    return training;
  }

  public void setTraining(boolean training) {
    this.training = training;
  }

  /// Running statistics, which are left as they are, until the block ends.
  public Standing standing() {
    boolean before = training;
    training = false;
    return () -> training = before;
  }

  /// Puts back what was before.
  @FunctionalInterface
  public interface Standing extends AutoCloseable {
    @Override
    void close();
  }

  /// Estimates the running statistics anew, as the plain average over the batches that are run
  /// until [FreshStatistics#settle]. What was there comes back when the block ends.
  public FreshStatistics freshStatistics() {
    return new FreshStatistics();
  }

  /// Running statistics that replace those of training for a while.
  public final class FreshStatistics implements AutoCloseable {
    private final Map<String, Tensor> before = new LinkedHashMap<>();
    private final boolean trainingBefore = training;

    private FreshStatistics() {
      try (Grad off = Grad.disabled()) {
        buffers.forEach((name, tensor) -> {
          if (isStatistic(name)) {
            // the scope of the caller's tensors may end before this does
            try (StepScope own = StepScope.open()) {
              before.put(name, StepScope.keep(tensor.clone()));
            }
            if (name.endsWith(BATCHES)) {
              tensor.zero_();
            }
          }
        });
      }
      training = true;
      averaging = true;
    }

    /// Ends the estimate: from here on the statistics are used and left as they are.
    public void settle() {
      training = false;
      averaging = false;
    }

    @Override
    public void close() {
      settle();
      training = trainingBefore;
      try (Grad off = Grad.disabled();
          StepScope own = StepScope.open()) {
        before.forEach((name, tensor) -> {
          buffers.get(name).copy_(tensor);
          tensor.close();
        });
      }
      before.clear();
    }
  }

  private static boolean isStatistic(String name) {
    return name.endsWith("running_mean") || name.endsWith("running_var") || name.endsWith(BATCHES);
  }

  /// Parameters by name, in order of registration.
  public Map<String, Tensor> parameters() {
    return java.util.Collections.unmodifiableMap(parameters);
  }

  /// Buffers by name, in order of registration.
  public Map<String, Tensor> buffers() {
    return java.util.Collections.unmodifiableMap(buffers);
  }

  /// Parameters and buffers.
  public Map<String, Tensor> all() {
    Map<String, Tensor> all = new LinkedHashMap<>(parameters);
    all.putAll(buffers);
    return all;
  }

  /// Number of trained scalars whose name starts with `prefix`.
  public long count(String prefix) {
    long n = 0;
    for (Map.Entry<String, Tensor> e : parameters.entrySet()) {
      if (e.getKey().startsWith(prefix)) {
        n += e.getValue().numel();
      }
    }
    return n;
  }

  /// Drops the gradients of the last step.
  public void clearGradients() {
    try (StepScope scope = StepScope.open()) {
      for (Tensor p : parameters.values()) {
        p.mutable_grad().reset();
      }
    }
  }

  /// The parameters whose names start with `prefix`.
  public List<Tensor> parametersIn(String prefix) {
    List<Tensor> found = new ArrayList<>();
    parameters.forEach((name, tensor) -> {
      if (name.startsWith(prefix)) {
        found.add(tensor);
      }
    });
    return found;
  }

  private Tensor addParameter(String name, boolean trained, long[] shape) {
    Tensor t =
        torch.empty(shape, compute.float32(), new org.bytedeco.pytorch.MemoryFormatOptional());
    t.set_requires_grad(trained);
    return put(trained ? parameters : buffers, name, t);
  }

  private Tensor existing(String name, long[] shape) {
    Tensor t = parameters.containsKey(name) ? parameters.get(name) : buffers.get(name);
    if (t == null || !Arrays.equals(t.sizes().vec().get(), shape)) {
      throw new IllegalStateException(
          "there is no tensor " + name + " of shape " + Arrays.toString(shape) + " to share");
    }
    return t;
  }

  private Tensor addBuffer(String name, Tensor value) {
    return put(buffers, name, value);
  }

  private Tensor put(Map<String, Tensor> map, String name, Tensor tensor) {
    if (parameters.containsKey(name) || buffers.containsKey(name)) {
      throw new IllegalStateException("two tensors are named " + name);
    }
    map.put(name, tensor);
    return tensor;
  }
}

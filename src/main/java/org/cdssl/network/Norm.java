package org.cdssl.network;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.CdsslException;
import org.cdssl.config.NetworkConfig;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Weights;

/// Batch or instance normalisation over channels, affine, momentum 0.1, eps 1e-5; shape `[N, C, …]`
/// in and out.
///
/// Batch normalisation keeps running statistics and uses them when the weights are not in training.
/// In training a channel needs two values: of one there is no variance, and the running one would
/// be NaN from then on.
public final class Norm {
  private static final double MOMENTUM = 0.1;
  private static final double EPS = 1e-5;

  private final Weights.Scope scope;
  private final TensorOptional weight;
  private final TensorOptional bias;
  private final TensorOptional mean;
  private final TensorOptional variance;
  private final Tensor batches;
  private final boolean batch;

  public Norm(Weights.Scope scope, NetworkConfig.Norm kind, int channels) {
    this(scope, kind, channels, true);
  }

  private Norm(Weights.Scope scope, NetworkConfig.Norm kind, int channels, boolean affine) {
    this.scope = scope;
    batch = kind == NetworkConfig.Norm.BATCH;
    weight = affine ? filled(scope, "weight", channels, 1) : new TensorOptional();
    bias = affine ? filled(scope, "bias", channels, 0) : new TensorOptional();
    if (batch) {
      mean = new TensorOptional(scope.buffer("running_mean", 0, channels));
      variance = new TensorOptional(scope.buffer("running_var", 1, channels));
      batches = scope.counter("num_batches_tracked");
    } else {
      mean = new TensorOptional();
      variance = new TensorOptional();
      batches = null;
    }
  }

  private static TensorOptional filled(
      Weights.Scope scope, String name, int channels, float value) {
    try (Grad off = Grad.disabled()) {
      Tensor t = scope.parameter(name, channels);
      t.fill_(new Scalar(value));
      return new TensorOptional(t);
    }
  }

  /// Batch normalisation without scale and shift.
  public static Norm plain(Weights.Scope scope, int channels) {
    return new Norm(scope, NetworkConfig.Norm.BATCH, channels, false);
  }

  /// Batch normalisation.
  public static Norm batch(Weights.Scope scope, int channels) {
    return new Norm(scope, NetworkConfig.Norm.BATCH, channels);
  }

  public Tensor forward(Tensor x) {
    if (!batch) {
      return torch.instance_norm(x, weight, bias, mean, variance, true, MOMENTUM, EPS, true);
    }
    boolean training = scope.training();
    if (training && x.numel() == x.size(1)) {
      throw new CdsslException(
          CdsslException.Kind.NUMERICAL,
          "batch normalisation met a batch of one sample whose map is down to one voxel and has no"
              + " variance: take a larger training.batchSize, larger images, or smaller strides");
    }
    double momentum = MOMENTUM;
    if (training) {
      try (Grad off = Grad.disabled()) {
        batches.add_(new Scalar(1L));
      }
      if (scope.averaging()) {
        momentum = 1.0 / batches.item_long();
      }
    }
    return torch.batch_norm(x, weight, bias, mean, variance, training, momentum, EPS, true);
  }
}

package org.cdssl.network;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.NetworkConfig;

/// ReLU, or leaky ReLU with slope 0.01, in place where autograd allows it (the input is a norm's
/// output, whose backward does not need it).
public record Activation(NetworkConfig.Activation kind) {
  /// ReLU.
  public static final Activation RELU = new Activation(NetworkConfig.Activation.RELU);

  /// Overwrites `x` and gives it back.
  public Tensor forward(Tensor x) {
    // the calls return an alias that does not keep x alive: outside a step scope the garbage
    // collector could free x behind it
    switch (kind) {
      case RELU -> torch.relu_(x);
      case LEAKY_RELU -> torch.leaky_relu_(x, new Scalar(0.01));
    }
    return x;
  }
}

package org.cdssl.network;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.NetworkConfig;

/// ReLU, or leaky ReLU with slope 0.01, in place where autograd allows it (the input is a norm's
/// output, whose backward does not need it).
record Activation(NetworkConfig.Activation kind) {
  Tensor forward(Tensor x) {
    return switch (kind) {
      case RELU -> torch.relu_(x);
      case LEAKY_RELU -> torch.leaky_relu_(x, new Scalar(0.01));
    };
  }
}

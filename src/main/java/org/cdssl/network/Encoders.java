package org.cdssl.network;

import org.cdssl.config.NetworkConfig;
import org.cdssl.engine.Weights;

/// The registry of backbones: one line each.
public final class Encoders {
  private Encoders() {}

  /// The backbone that the configuration names, with fresh weights below `scope`.
  public static Encoder of(Weights.Scope scope, NetworkConfig config) {
    return switch (config.backbone()) {
      case RESNET18 -> new ResNet3d(scope, config);
    };
  }
}

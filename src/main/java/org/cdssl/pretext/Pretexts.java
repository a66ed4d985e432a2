package org.cdssl.pretext;

import org.cdssl.config.PretrainConfig;
import org.cdssl.engine.Compute;
import org.cdssl.pretext.pcrlv2.Pcrlv2;

/// The registry of methods: one line each.
public final class Pretexts {
  private Pretexts() {}

  /// The method that the configuration names, with fresh weights.
  public static Pretext of(PretrainConfig config, Compute compute) {
    return switch (config.pretext().method()) {
      case PCRLV2 ->
          new Pcrlv2(
              config.network(),
              config.views().locals(),
              config.pretext().decodeDrawnOnly(),
              compute);
    };
  }
}

package org.cdssl.training;

import org.cdssl.config.TrainingConfig;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Precision;

/// `precision:` of the configuration against what the hardware has.
public final class Precisions {
  private Precisions() {}

  public static Precision choose(TrainingConfig.Precision wanted, Compute compute) {
    return switch (wanted) {
      case FLOAT32 -> Precision.FLOAT32;
      case BFLOAT16 -> Precision.BFLOAT16;
      case AUTO -> compute.hasBfloat16() ? Precision.BFLOAT16 : Precision.FLOAT32;
    };
  }
}

package org.cdssl.image;

import org.cdssl.config.SourceConfig.Modality;

/// How the intensity window of each image of a source is found (METHOD A.4).
///
/// @param kind what `low` and `high` are
/// @param low end that becomes 0
/// @param high end that becomes 1, above `low`
public record WindowRule(Kind kind, double low, double high) {
  /// What the two ends are given in.
  public enum Kind {
    /// Intensities: HU for CT.
    FIXED,
    /// Percentiles of the voxels that are not 0, 0 to 100, of each image.
    PERCENTILES,
    /// Shares of the largest value that the stored depth can hold, 0 to 1.
    FULL_SCALE
  }

  public WindowRule {
    if (!(low < high) || !Double.isFinite(low) || !Double.isFinite(high)) {
      throw new IllegalArgumentException("a window needs low < high, got " + low + ", " + high);
    }
    double most = kind == Kind.PERCENTILES ? 100 : 1;
    if (kind != Kind.FIXED && (low < 0 || high > most)) {
      throw new IllegalArgumentException(
          "a window of " + kind + " lies within 0 to " + most + ", got " + low + ", " + high);
    }
  }

  /// -1000 to 1000 HU for CT, full scale for X-rays and scaled images, the 0.5 and 99.5 percentile
  /// for MR and others.
  public static WindowRule of(Modality modality) {
    return switch (modality) {
      case CT -> new WindowRule(Kind.FIXED, IntensityWindow.CT.low(), IntensityWindow.CT.high());
      case XRAY, SCALED -> new WindowRule(Kind.FULL_SCALE, 0, 1);
      case MR, OTHER -> new WindowRule(Kind.PERCENTILES, 0.5, 99.5);
    };
  }

  /// The window of one image.
  ///
  /// @param values all voxels, finite and not all equal
  /// @param fullScale largest value the stored depth can hold
  /// @throws IllegalArgumentException if percentiles are wanted and all voxels are equal
  public IntensityWindow window(float[] values, float fullScale) {
    return switch (kind) {
      case FIXED -> new IntensityWindow((float) low, (float) high);
      case FULL_SCALE -> new IntensityWindow((float) low * fullScale, (float) high * fullScale);
      case PERCENTILES -> IntensityWindow.ofPercentiles(values, low, high);
    };
  }
}

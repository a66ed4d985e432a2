package org.cdssl.image;

import org.cdssl.config.SourceConfig.Modality;

/// The part of the intensity scale that becomes [0,1]: (v − low) / (high − low), clipped (METHOD
/// A.4, B.1).
///
/// @param low value that becomes 0; HU for CT, the image's own unit else
/// @param high value that becomes 1
public record IntensityWindow(float low, float high) {
  /// Air to dense bone, −1000 to 1000 HU.
  public static final IntensityWindow CT = new IntensityWindow(-1000, 1000);

  public IntensityWindow {
    if (!(low < high) || !Float.isFinite(low) || !Float.isFinite(high)) {
      throw new IllegalArgumentException("a window needs low < high, got " + low + " to " + high);
    }
  }

  /// The window of a modality for one image: fixed for CT, 0 to `fullScale` for X-rays and images
  /// that are scaled already, the 0.5 and 99.5 percentile of the voxels that are not 0 for MR and
  /// others. Where those two are equal, as in a mask, it is the whole range of the image.
  ///
  /// @param values all voxels, finite and not all equal
  /// @param fullScale largest value the stored depth can hold; used for X-rays and scaled images
  /// @throws IllegalArgumentException if all voxels are equal and the modality needs percentiles
  public static IntensityWindow of(Modality modality, float[] values, float fullScale) {
    return WindowRule.of(modality).window(values, fullScale);
  }

  static IntensityWindow ofPercentiles(float[] values, double lowPercent, double highPercent) {
    Percentiles nonZero = Percentiles.ofNonZero(values);
    if (nonZero.count() > 0) {
      float low = nonZero.at(lowPercent);
      float high = nonZero.at(highPercent);
      if (low < high) {
        return new IntensityWindow(low, high);
      }
    }
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (float v : values) {
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
    if (!(low < high)) {
      throw new IllegalArgumentException("every value is " + low);
    }
    return new IntensityWindow(low, high);
  }

  /// The value on the [0,1] scale.
  public float apply(float value) {
    return Math.clamp((value - low) / (high - low), 0f, 1f);
  }

  /// All values on the scale of [PreparedImage], rounded to 0 .. 65535.
  public short[] quantise(float[] values) {
    short[] result = new short[values.length];
    quantise(values, values.length, result, 0);
    return result;
  }

  /// The first `count` of the values `near + weight (far - near)`, in one pass over them.
  void quantise(float[] near, float[] far, float weight, int count, short[] result, int to) {
    if (weight == 0f) {
      quantise(near, count, result, to);
      return;
    }
    float scale = PreparedImage.FULL_SCALE / (high - low);
    for (int i = 0; i < count; i++) {
      float a = near[i];
      float v = (a + weight * (far[i] - a) - low) * scale;
      result[to + i] = (short) (int) (Math.max(0f, Math.min(v, PreparedImage.FULL_SCALE)) + 0.5f);
    }
  }

  /// The first `count` values, into `result` from `to` on.
  void quantise(float[] values, int count, short[] result, int to) {
    float scale = PreparedImage.FULL_SCALE / (high - low);
    for (int i = 0; i < count; i++) {
      float v = (values[i] - low) * scale;
      result[to + i] = (short) (int) (Math.max(0f, Math.min(v, PreparedImage.FULL_SCALE)) + 0.5f);
    }
  }
}

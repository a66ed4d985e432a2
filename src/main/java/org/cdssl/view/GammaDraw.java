package org.cdssl.view;

import org.cdssl.config.ViewsConfig;

/// Gamma: sign(x)·|x|^γ with γ = e^β, β uniform (METHOD B.3).
public record GammaDraw(float exponent) {
  /// Knots an octave, 128, and the octaves that the table covers: 2^-30 to 2^5.
  private static final int KNOT_BITS = 7;

  private static final int LOWEST_OCTAVE = -30;
  private static final int OCTAVES = 35;

  private static final int SEGMENT_BITS = 23 - KNOT_BITS;
  private static final int FLOAT_BIAS = 127;
  private static final int FIRST = (LOWEST_OCTAVE + FLOAT_BIAS) << KNOT_BITS;

  static GammaDraw draw(ViewsConfig views, ViewRandom random) {
    return new GammaDraw((float) StrictMath.exp(random.uniform(-views.gamma(), views.gamma())));
  }

  /// Applies it to the first `count` voxels, scaled to [0,1] by the smallest and the largest of
  /// them. They stay so: mean and deviation, which the authors of DeSD put back, are normalised
  /// away.
  void applyInRange(float[] voxels, int count) {
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      min = Math.min(min, voxels[i]);
      max = Math.max(max, voxels[i]);
    }
    float scale = max > min ? 1 / (max - min) : 0;
    for (int i = 0; i < count; i++) {
      voxels[i] = (voxels[i] - min) * scale;
    }
    apply(voxels, count);
  }

  /// Applies it to the first `count` voxels, with a relative error of at most 4e-6 for an exponent
  /// up to 1.35.
  ///
  /// Linear between 128 knots an octave: the upper bits of a float are its knot, the lower ones how
  /// far it is to the next.
  public void apply(float[] voxels, int count) {
    float[] knots = knots();
    int last = knots.length - 1;
    float toFraction = 1f / (1 << SEGMENT_BITS);
    for (int i = 0; i < count; i++) {
      int bits = Float.floatToRawIntBits(voxels[i]);
      int knot = ((bits & 0x7fffffff) >>> SEGMENT_BITS) - FIRST;
      if (knot >= 0 && knot < last) {
        float fraction = (bits & ((1 << SEGMENT_BITS) - 1)) * toFraction;
        float power = knots[knot] + fraction * (knots[knot + 1] - knots[knot]);
        voxels[i] = Math.copySign(power, voxels[i]);
      } else {
        voxels[i] = signedPower(voxels[i]);
      }
    }
  }

  /// |x|^γ at the knots; a knot is the power of its octave times that of its place in the octave.
  private float[] knots() {
    int perOctave = 1 << KNOT_BITS;
    double[] within = new double[perOctave];
    for (int i = 0; i < perOctave; i++) {
      within[i] = StrictMath.pow(1 + (double) i / perOctave, exponent);
    }
    float[] knots = new float[OCTAVES * perOctave + 1];
    for (int octave = 0; octave < OCTAVES; octave++) {
      double power = StrictMath.pow(2, (LOWEST_OCTAVE + octave) * (double) exponent);
      for (int i = 0; i < perOctave; i++) {
        knots[octave * perOctave + i] = (float) (power * within[i]);
      }
    }
    knots[OCTAVES * perOctave] =
        (float) StrictMath.pow(2, (LOWEST_OCTAVE + OCTAVES) * (double) exponent);
    return knots;
  }

  private float signedPower(float x) {
    return Math.copySign((float) StrictMath.pow(Math.abs(x), exponent), x);
  }
}

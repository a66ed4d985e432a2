package org.cdssl.view;

import org.cdssl.config.ViewsConfig;

/// Gamma: sign(x)·|x|^γ with γ = e^β, β uniform (METHOD B.3).
record GammaDraw(float exponent) {
  private static final float SQRT_HALF = 0.70710677f;
  private static final int SQRT_HALF_BITS = Float.floatToRawIntBits(SQRT_HALF);

  /// 2 to this is the least magnitude that comes out, 1e-38.
  private static final float LOWEST_POWER = -126;

  /// Adding and subtracting this rounds a small float to an integer.
  private static final float ROUND = 0x1.8p23f;

  static GammaDraw draw(ViewsConfig views, ViewRandom random) {
    return new GammaDraw((float) StrictMath.exp(random.uniform(-views.gamma(), views.gamma())));
  }

  /// Applies it to the first `count` voxels.
  void apply(float[] voxels, int count) {
    for (int i = 0; i < count; i++) {
      voxels[i] = signedPower(voxels[i], exponent);
    }
  }

  /// sign(x)·|x|^g to within 3e-6 of relative error for normal |x| and g up to 2; 0 gives at most
  /// 1e-20.
  ///
  /// |x| = 2^e·m with m in [√½, √2), log2(m) and 2^f by polynomials fitted at Chebyshev nodes.
  static float signedPower(float x, float g) {
    int bits = Float.floatToRawIntBits(x);
    int magnitude = bits & 0x7fffffff;
    int exponent = (magnitude - SQRT_HALF_BITS) >> 23;
    float r = Float.intBitsToFloat(magnitude - (exponent << 23)) - 1;
    float log = 0.23420985f + r * -0.14620353f;
    log = -0.24882181f + r * log;
    log = 0.2870756f + r * log;
    log = -0.36024198f + r * log;
    log = 0.48092404f + r * log;
    log = -0.72135276f + r * log;
    log = 1.4426949f + r * log;
    float power = Math.max(LOWEST_POWER, g * (exponent + r * log));
    float rounded = power + ROUND;
    float f = power - (rounded - ROUND);
    float mantissa = 0.009676037f + f * 0.0013400433f;
    mantissa = 0.05550327f + f * mantissa;
    mantissa = 0.24022107f + f * mantissa;
    mantissa = 0.6931472f + f * mantissa;
    mantissa = 1.0000001f + f * mantissa;
    int scaled = Float.floatToRawIntBits(mantissa) + (Float.floatToRawIntBits(rounded) << 23);
    return Float.intBitsToFloat(scaled | (bits & 0x80000000));
  }
}

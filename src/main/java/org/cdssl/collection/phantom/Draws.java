package org.cdssl.collection.phantom;

/// Random numbers of one phantom and one purpose: SplitMix64 keyed by (seed, index, purpose), so
/// that a change in how one organ is drawn leaves all others as they were. `StrictMath` keeps the
/// numbers the same on every machine.
final class Draws {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  Draws(long seed, int index, String purpose) {
    state = mix(mix(seed + GOLDEN) ^ mix(index * GOLDEN) ^ purpose.hashCode());
  }

  /// SplitMix64's finaliser.
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  long next() {
    state += GOLDEN;
    return mix(state);
  }

  /// Uniform in [0,1).
  double unit() {
    return (next() >>> 11) * 0x1p-53;
  }

  double between(double low, double high) {
    return low + (high - low) * unit();
  }

  /// Uniform whole number, both ends included.
  int count(int low, int high) {
    return low + (int) (unit() * (high - low + 1));
  }

  boolean chance(double probability) {
    return unit() < probability;
  }

  /// Standard normal by Box-Muller.
  double normal() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit()));
    return radius * StrictMath.cos(2 * Math.PI * unit());
  }

  double normal(double mean, double deviation) {
    return mean + deviation * normal();
  }

  /// Nearly normal (sum of four 16-bit uniforms), one draw and no transcendental function: for
  /// noise.
  float fastNormal() {
    long r = next();
    int sum =
        (int) (r & 0xffff)
            + (int) (r >>> 16 & 0xffff)
            + (int) (r >>> 32 & 0xffff)
            + (int) (r >>> 48);
    // variance of the sum: 4 * 65536^2 / 12
    return (sum - 131070) * (float) (1 / 37837.227);
  }

  /// A uniform point on the unit sphere.
  double[] direction() {
    double z = between(-1, 1);
    double phi = between(0, 2 * Math.PI);
    double r = StrictMath.sqrt(1 - z * z);
    return new double[] {r * StrictMath.cos(phi), r * StrictMath.sin(phi), z};
  }
}

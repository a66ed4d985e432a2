package org.cdssl.view;

/// Random numbers with a key instead of a state that wanders: xoshiro256++ (Blackman and Vigna
/// 2021), its 256 bits filled by SplitMix64 from the key. The same key gives the same numbers on
/// every machine; keys that differ in one bit give unrelated ones.
public final class ViewRandom {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long s0;
  private long s1;
  private long s2;
  private long s3;

  public ViewRandom(long... key) {
    reset(key);
  }

  /// Starts the sequence of this key.
  public void reset(long... key) {
    long hash = key.length;
    for (long part : key) {
      hash = mix(hash + GOLDEN) ^ mix(part * GOLDEN + 1);
    }
    s0 = mix(hash += GOLDEN);
    s1 = mix(hash += GOLDEN);
    s2 = mix(hash += GOLDEN);
    s3 = mix(hash + GOLDEN);
  }

  /// Finaliser of SplitMix64 (Stafford's variant 13): every input bit moves every output bit.
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  public long nextLong() {
    long result = Long.rotateLeft(s0 + s3, 23) + s0;
    long t = s1 << 17;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = Long.rotateLeft(s3, 45);
    return result;
  }

  /// Uniform in [0, 1).
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /// Uniform in [min, max); `min` where both are equal.
  public double uniform(double min, double max) {
    return min + (max - min) * nextDouble();
  }

  /// Uniform in [0, bound). The bias of at most bound / 2^63 is far below anything measurable.
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound must be at least 1, got " + bound);
    }
    return (int) Math.multiplyHigh(nextLong() >>> 1, (long) bound << 1);
  }

  public boolean chance(double probability) {
    return nextDouble() < probability;
  }
}

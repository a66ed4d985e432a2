package org.cdssl.image;

/// Exact percentiles of many float values in linear time and constant memory: one count of the
/// upper 16 bits of each value, then one of the lower 16 bits of those that share the upper ones.
final class Percentiles {
  private static final int BINS = 1 << 16;

  private final float[] values;
  private final long[] upper;
  private final long count;

  private Percentiles(float[] values, long[] upper, long count) {
    this.values = values;
    this.upper = upper;
    this.count = count;
  }

  /// Of the values that are neither 0 nor infinite nor NaN.
  static Percentiles ofNonZero(float[] values) {
    long[] upper = new long[BINS];
    long count = 0;
    for (float v : values) {
      if (counts(v)) {
        upper[key(v) >>> 16]++;
        count++;
      }
    }
    return new Percentiles(values, upper, count);
  }

  /// How many values there are.
  long count() {
    return count;
  }

  /// The value below which `percent` of the values lie, interpolated between neighbours as
  /// `numpy.percentile` does. There must be a value.
  float at(double percent) {
    double rank = percent / 100 * (count - 1);
    long below = (long) rank;
    float low = ofRank(below);
    if (rank == below) {
      return low;
    }
    return (float) (low + (rank - below) * ((double) ofRank(below + 1) - low));
  }

  private float ofRank(long rank) {
    int bin = 0;
    while (rank >= upper[bin]) {
      rank -= upper[bin++];
    }
    long[] lower = new long[BINS];
    for (float v : values) {
      if (counts(v) && key(v) >>> 16 == bin) {
        lower[key(v) & 0xffff]++;
      }
    }
    int last = 0;
    while (rank >= lower[last]) {
      rank -= lower[last++];
    }
    return value(bin << 16 | last);
  }

  private static boolean counts(float v) {
    return v != 0 && Math.abs(v) <= Float.MAX_VALUE;
  }

  /// Bits whose unsigned order is the order of the values.
  private static int key(float v) {
    int bits = Float.floatToRawIntBits(v);
    return bits ^ (bits >> 31 | Integer.MIN_VALUE);
  }

  private static float value(int key) {
    return Float.intBitsToFloat(key < 0 ? key ^ Integer.MIN_VALUE : ~key);
  }
}

package org.cdssl.image;

import org.cdssl.CdsslException;

/// Whether values are all finite and not all equal; they may come in parts.
final class Usable {
  private static final int FINITE = Float.floatToRawIntBits(Float.MAX_VALUE);

  private long count;
  private long broken;
  private boolean varied;
  private float first;

  /// Whether nothing broken was met so far.
  boolean take(float[] values) {
    if (count == 0) {
      first = values[0];
    }
    count += values.length;
    for (int i = 0; i < values.length && !varied; i++) {
      varied = values[i] != first;
    }
    if (largest(values) > FINITE) {
      for (float v : values) {
        broken += Float.isFinite(v) ? 0 : 1;
      }
    }
    return broken == 0;
  }

  /// Bits of the largest absolute value; those of infinity and NaN are larger than all others. Four
  /// at once, as each comparison would wait for the one before it.
  private static int largest(float[] values) {
    int a = 0;
    int b = 0;
    int c = 0;
    int d = 0;
    int i = 0;
    for (; i < values.length - 3; i += 4) {
      a = Math.max(a, magnitude(values[i]));
      b = Math.max(b, magnitude(values[i + 1]));
      c = Math.max(c, magnitude(values[i + 2]));
      d = Math.max(d, magnitude(values[i + 3]));
    }
    for (; i < values.length; i++) {
      a = Math.max(a, magnitude(values[i]));
    }
    return Math.max(Math.max(a, b), Math.max(c, d));
  }

  private static int magnitude(float value) {
    return Float.floatToRawIntBits(value) & Integer.MAX_VALUE;
  }

  /// @throws CdsslException of kind DATA that names the image and what is wrong
  void require(String id) {
    if (broken > 0) {
      throw CdsslException.data(
          id
              + ": has "
              + broken
              + " of "
              + count
              + " values that are NaN or infinite; repair it or leave it out");
    }
    if (!varied) {
      throw CdsslException.data(id + ": is constant, every value is " + first + "; leave it out");
    }
  }
}

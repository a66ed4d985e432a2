package org.cdssl.image;

import java.util.Arrays;
import org.cdssl.CdsslException;

/// Whether values are all finite and not all equal; they may come in parts.
final class Usable {
  private static final int SUMS = 256;

  private final float[] sums = new float[SUMS];
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
    if (!allFinite(values)) {
      for (float v : values) {
        broken += Float.isFinite(v) ? 0 : 1;
      }
    }
    return broken == 0;
  }

  /// The same of whole numbers, of which none is broken.
  boolean take(short[] values) {
    if (count == 0) {
      first = values[0];
    }
    count += values.length;
    for (int i = 0; i < values.length && !varied; i++) {
      varied = values[i] != first;
    }
    return broken == 0;
  }

  /// Whether all are finite: `v * 0` is 0 for those and NaN for others. Sums beside each other do
  /// not wait for one another, so many values are done at a time.
  private boolean allFinite(float[] values) {
    Arrays.fill(sums, 0);
    int whole = values.length / SUMS * SUMS;
    for (int at = 0; at < whole; at += SUMS) {
      for (int i = 0; i < SUMS; i++) {
        sums[i] += values[at + i] * 0f;
      }
    }
    float all = 0;
    for (int i = whole; i < values.length; i++) {
      all += values[i] * 0f;
    }
    for (float sum : sums) {
      all += sum;
    }
    return all == 0;
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

package org.cdssl.image.format.dicom.codec.jpeg;

import java.util.Arrays;
import org.cdssl.image.format.dicom.codec.CodecException;
import org.cdssl.image.format.dicom.codec.FrameShape;

/// One scan of JPEG-LS; names are those of ITU-T T.87 Annex A.
final class JpegLsScan {
  private static final int[] J = {
    0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13,
    14, 15
  };

  /// Contexts 0 to 364 are regular, the last two those of run interruption.
  private static final int RUN = 365;

  /// Coding parameters of a scan.
  record Parameters(
      int maxValue, int near, int t1, int t2, int t3, int reset, int range, int qbpp, int limit) {}

  private final JpegLsBits bits;
  private final FrameShape shape;
  private final int[][] planes;
  private final Parameters p;
  private final int maxValue;
  private final int near;
  private final int step;
  private final int[] a = new int[RUN + 2];
  private final int[] b = new int[RUN];
  private final int[] c = new int[RUN];
  private final int[] n = new int[RUN + 2];
  private final int[] negative = new int[2];
  private final int[] quantised;

  JpegLsScan(JpegLsBits bits, FrameShape shape, int[][] planes, Parameters p) {
    this.bits = bits;
    this.shape = shape;
    this.planes = planes;
    this.p = p;
    maxValue = p.maxValue;
    near = p.near;
    step = 2 * near + 1;
    Arrays.fill(a, Math.max(2, (p.range + 32) / 64));
    Arrays.fill(n, 1);
    quantised = new int[2 * maxValue + 1];
    Arrays.setAll(quantised, i -> quantise(i - maxValue));
  }

  /// Fills in what the stream leaves to the defaults (0).
  static Parameters parameters(int maxValue, int near, int t1, int t2, int t3, int reset)
      throws CodecException {
    int d1;
    int d2;
    int d3;
    if (maxValue >= 128) {
      int factor = (Math.min(maxValue, 4095) + 128) / 256;
      d1 = clamp(factor + 2 + 3 * near, near + 1, maxValue);
      d2 = clamp(factor * 4 + 3 + 5 * near, d1, maxValue);
      d3 = clamp(factor * 17 + 4 + 7 * near, d2, maxValue);
    } else {
      int factor = 256 / (maxValue + 1);
      d1 = clamp(Math.max(2, 3 / factor + 3 * near), near + 1, maxValue);
      d2 = clamp(Math.max(3, 7 / factor + 5 * near), d1, maxValue);
      d3 = clamp(Math.max(4, 21 / factor + 7 * near), d2, maxValue);
    }
    d1 = t1 == 0 ? d1 : t1;
    d2 = t2 == 0 ? d2 : t2;
    d3 = t3 == 0 ? d3 : t3;
    int resetAt = reset == 0 ? 64 : reset;
    if (d1 > d2 || d2 > d3 || d3 > maxValue || resetAt < 3) {
      throw new CodecException("is damaged: the coding parameters of its JPEG-LS data");
    }
    int range = (maxValue + 2 * near) / (2 * near + 1) + 1;
    int bpp = Math.max(2, bitsOf(maxValue));
    return new Parameters(
        maxValue,
        near,
        d1,
        d2,
        d3,
        resetAt,
        range,
        bitsOf(range - 1),
        2 * (bpp + Math.max(8, bpp)));
  }

  private static int bitsOf(int largest) {
    return 32 - Integer.numberOfLeadingZeros(largest);
  }

  private static int clamp(int i, int j, int most) {
    return i > most || i < j ? j : i;
  }

  /// @param bySample whether the components of a pixel follow one another; else lines do
  void decode(boolean bySample) throws CodecException {
    int width = shape.width();
    int m = planes.length;
    // one sample of margin on each side: index x + 1 is column x
    int[][] previous = new int[m][width + 2];
    int[][] current = new int[m][width + 2];
    int[] runIndex = new int[m];
    for (int y = 0; y < shape.height(); y++) {
      for (int k = 0; k < m; k++) {
        previous[k][width + 1] = previous[k][width];
        current[k][0] = previous[k][1];
      }
      if (bySample) {
        pixels(previous, current, runIndex);
      } else {
        for (int k = 0; k < m; k++) {
          runIndex[k] = line(previous[k], current[k], runIndex[k]);
        }
      }
      for (int k = 0; k < m; k++) {
        System.arraycopy(current[k], 1, planes[k], y * width, width);
        int[] swap = previous[k];
        previous[k] = current[k];
        current[k] = swap;
      }
    }
  }

  private int line(int[] up, int[] now, int firstRunIndex) throws CodecException {
    int width = shape.width();
    int runIndex = firstRunIndex;
    for (int x = 0; x < width; ) {
      int ra = now[x];
      int rb = up[x + 1];
      int context = context(ra, rb, up[x], up[x + 2]);
      if (context != 0) {
        now[x + 1] = regular(context, ra, rb, up[x]);
        x++;
        continue;
      }
      int start = x;
      while (x < width && bits.read(1) == 1) {
        int run = 1 << J[runIndex];
        if (run <= width - x && runIndex < 31) {
          runIndex++;
        }
        x += Math.min(run, width - x);
      }
      boolean interrupted = x < width;
      if (interrupted) {
        x += bits.read(J[runIndex]);
        if (x >= width) {
          throw new CodecException("is damaged: a run of its JPEG-LS data is too long");
        }
      }
      Arrays.fill(now, start + 1, x + 1, ra);
      if (interrupted) {
        int above = up[x + 1];
        boolean same = Math.abs(ra - above) <= near;
        int error = interruption(same ? 1 : 0, runIndex);
        now[x + 1] = same ? rebuilt(ra, error) : rebuilt(above, ra > above ? -error : error);
        runIndex -= runIndex > 0 ? 1 : 0;
        x++;
      }
    }
    return runIndex;
  }

  private void pixels(int[][] up, int[][] now, int[] runIndices) throws CodecException {
    int width = shape.width();
    int m = planes.length;
    int runIndex = runIndices[0];
    int[] contexts = new int[m];
    for (int x = 0; x < width; ) {
      int any = 0;
      for (int k = 0; k < m; k++) {
        contexts[k] = context(now[k][x], up[k][x + 1], up[k][x], up[k][x + 2]);
        any |= contexts[k];
      }
      if (any != 0) {
        for (int k = 0; k < m; k++) {
          now[k][x + 1] = regular(contexts[k], now[k][x], up[k][x + 1], up[k][x]);
        }
        x++;
        continue;
      }
      int start = x;
      while (x < width && bits.read(1) == 1) {
        int run = 1 << J[runIndex];
        if (run <= width - x && runIndex < 31) {
          runIndex++;
        }
        x += Math.min(run, width - x);
      }
      boolean interrupted = x < width;
      if (interrupted) {
        x += bits.read(J[runIndex]);
        if (x >= width) {
          throw new CodecException("is damaged: a run of its JPEG-LS data is too long");
        }
      }
      for (int k = 0; k < m; k++) {
        Arrays.fill(now[k], start + 1, x + 1, now[k][start]);
      }
      if (interrupted) {
        for (int k = 0; k < m; k++) {
          int ra = now[k][start];
          int above = up[k][x + 1];
          int error = interruption(0, runIndex);
          now[k][x + 1] = rebuilt(above, ra > above ? -error : error);
        }
        runIndex -= runIndex > 0 ? 1 : 0;
        x++;
      }
    }
    runIndices[0] = runIndex;
  }

  /// Signed context of a sample; 0 stands for run mode.
  private int context(int ra, int rb, int rc, int rd) {
    return 81 * quantised[rd - rb + maxValue]
        + 9 * quantised[rb - rc + maxValue]
        + quantised[rc - ra + maxValue];
  }

  private int quantise(int d) {
    int size = Math.abs(d);
    int q = size <= near ? 0 : size < p.t1 ? 1 : size < p.t2 ? 2 : size < p.t3 ? 3 : 4;
    return d < 0 ? -q : q;
  }

  private int regular(int signedContext, int ra, int rb, int rc) throws CodecException {
    int sign = signedContext < 0 ? -1 : 1;
    int q = Math.abs(signedContext);
    int smaller = Math.min(ra, rb);
    int larger = Math.max(ra, rb);
    int px = rc >= larger ? smaller : rc <= smaller ? larger : ra + rb - rc;
    px = Math.max(0, Math.min(maxValue, px + sign * c[q]));
    int k = golomb(n[q], a[q]);
    int mapped = value(k, p.limit);
    int error = (mapped & 1) == 1 ? -((mapped + 1) >> 1) : mapped >> 1;
    if (near == 0 && k == 0 && 2 * b[q] <= -n[q]) {
      error = -error - 1;
    }
    b[q] += error * step;
    a[q] += Math.abs(error);
    if (n[q] == p.reset) {
      a[q] >>= 1;
      b[q] >>= 1;
      n[q] >>= 1;
    }
    n[q]++;
    if (b[q] <= -n[q]) {
      b[q] = Math.max(b[q] + n[q], 1 - n[q]);
      c[q] -= c[q] > -128 ? 1 : 0;
    } else if (b[q] > 0) {
      b[q] = Math.min(b[q] - n[q], 0);
      c[q] += c[q] < 127 ? 1 : 0;
    }
    return rebuilt(px, sign * error);
  }

  private int interruption(int type, int runIndex) throws CodecException {
    int q = RUN + type;
    int k = golomb(n[q], type == 0 ? a[q] : a[q] + (n[q] >> 1));
    int mapped = value(k, p.limit - J[runIndex] - 1);
    int both = mapped + type;
    int odd = both & 1;
    int size = (both + odd) / 2;
    boolean flipped = k != 0 || 2 * negative[type] >= n[q];
    int error = flipped == (odd == 1) ? -size : size;
    negative[type] += error < 0 ? 1 : 0;
    a[q] += (mapped + 1 - type) >> 1;
    if (n[q] == p.reset) {
      a[q] >>= 1;
      n[q] >>= 1;
      negative[type] >>= 1;
    }
    n[q]++;
    return error;
  }

  private static int golomb(int count, int sum) {
    int k = 0;
    while (k < 24 && count << k < sum) {
      k++;
    }
    return k;
  }

  /// A code of limited length (A.5.3).
  private int value(int k, int limit) throws CodecException {
    int zeros = bits.zeros(limit);
    if (zeros < limit - p.qbpp - 1) {
      return (zeros << k) + bits.read(k);
    }
    return bits.read(p.qbpp) + 1;
  }

  private int rebuilt(int prediction, int error) {
    int value = prediction + error * step;
    if (value < -near) {
      value += p.range * step;
    } else if (value > maxValue + near) {
      value -= p.range * step;
    }
    return Math.max(0, Math.min(maxValue, value));
  }
}

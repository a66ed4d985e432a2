package org.cdssl.image.format.dicom.codec.jpeg;

import java.util.Arrays;
import org.cdssl.image.format.dicom.codec.CodecException;
import org.cdssl.image.format.dicom.codec.FrameShape;

/// A scan of sequential DCT blocks (ITU-T T.81 Annex F), interleaved or of one component.
///
/// The inverse transform is the accurate integer one of the Independent JPEG Group (Loeffler,
/// Ligtenberg and Moschytz 1989, 13 fractional bits), so that samples equal those of its decoder,
/// which DICOM toolkits use.
final class DctScan {
  private static final int[] ZIGZAG = {
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63
  };
  private static final int CONST_BITS = 13;

  private final HuffmanBits bits;
  private final FrameShape shape;
  private final JpegDecoder.Component[] all;
  private final JpegDecoder.Component[] scanned;
  private final int[][] quantisation;
  private final int precision;
  private final int restartInterval;
  private final long[] block = new long[64];

  DctScan(
      HuffmanBits bits,
      FrameShape shape,
      JpegDecoder.Component[] all,
      JpegDecoder.Component[] scanned,
      int[][] quantisation,
      int precision,
      int restartInterval) {
    this.bits = bits;
    this.shape = shape;
    this.all = all;
    this.scanned = scanned;
    this.quantisation = quantisation;
    this.precision = precision;
    this.restartInterval = restartInterval;
  }

  void decode() throws CodecException {
    int hMost = Arrays.stream(all).mapToInt(c -> c.h).max().orElse(1);
    int vMost = Arrays.stream(all).mapToInt(c -> c.v).max().orElse(1);
    int mcusX = ceilDiv(shape.width(), 8 * hMost);
    int mcusY = ceilDiv(shape.height(), 8 * vMost);
    for (JpegDecoder.Component c : scanned) {
      c.stride = mcusX * c.h * 8;
      c.samples = new int[Math.multiplyExact(c.stride, mcusY * c.v * 8)];
      c.predictor = 0;
      if (quantisation[c.table] == null) {
        throw new CodecException("is damaged: its JPEG data lack a quantisation table");
      }
    }
    boolean single = scanned.length == 1;
    JpegDecoder.Component only = scanned[0];
    // a scan of one component has just the blocks that the image needs
    int across = single ? ceilDiv(ceilDiv(shape.width() * only.h, hMost), 8) : mcusX;
    int down = single ? ceilDiv(ceilDiv(shape.height() * only.v, vMost), 8) : mcusY;
    int left = restartInterval;
    for (int my = 0; my < down; my++) {
      for (int mx = 0; mx < across; mx++) {
        if (restartInterval > 0 && left == 0) {
          bits.restart();
          left = restartInterval;
          for (JpegDecoder.Component c : scanned) {
            c.predictor = 0;
          }
        }
        left--;
        if (single) {
          block(only, mx, my);
          continue;
        }
        for (JpegDecoder.Component c : scanned) {
          for (int v = 0; v < c.v; v++) {
            for (int h = 0; h < c.h; h++) {
              block(c, mx * c.h + h, my * c.v + v);
            }
          }
        }
      }
    }
  }

  private void block(JpegDecoder.Component c, int bx, int by) throws CodecException {
    int[] table = quantisation[c.table];
    Arrays.fill(block, 0);
    int category = bits.decode(c.dc);
    if (category > 16) {
      throw new CodecException("is damaged: its JPEG data hold a difference of too many bits");
    }
    c.predictor += bits.readSigned(category);
    block[0] = (long) (short) c.predictor * table[0];
    for (int k = 1; k < 64; k++) {
      int symbol = bits.decode(c.ac);
      int size = symbol & 15;
      int run = symbol >> 4;
      if (size == 0) {
        if (run != 15) {
          break;
        }
        k += 15;
        continue;
      }
      k += run;
      if (k > 63) {
        throw new CodecException("is damaged: a block of its JPEG data is too long");
      }
      block[ZIGZAG[k]] = (long) bits.readSigned(size) * table[k];
    }
    inverse(c.samples, by * 8 * c.stride + bx * 8, c.stride);
  }

  private void inverse(int[] out, int start, int stride) {
    int pass1 = precision == 8 ? 2 : 1;
    long[] w = block;
    for (int x = 0; x < 8; x++) {
      transform(w, x, 8, CONST_BITS - pass1, pass1);
    }
    int largest = (1 << precision) - 1;
    long centre = 1L << (precision - 1);
    for (int y = 0; y < 8; y++) {
      transform(w, 8 * y, 1, CONST_BITS + pass1 + 3, -1);
      for (int x = 0; x < 8; x++) {
        long sample = w[8 * y + x] + centre;
        out[start + y * stride + x] = (int) Math.max(0, Math.min(largest, sample));
      }
    }
  }

  /// Eight values, `step` apart, in place.
  private static void transform(long[] w, int i, int step, int shift, int pass1) {
    if (pass1 >= 0
        && (w[i + step]
                | w[i + 2 * step]
                | w[i + 3 * step]
                | w[i + 4 * step]
                | w[i + 5 * step]
                | w[i + 6 * step]
                | w[i + 7 * step])
            == 0) {
      long dc = w[i] << pass1;
      for (int k = 0; k < 8; k++) {
        w[i + k * step] = dc;
      }
      return;
    }
    long z2 = w[i + 2 * step];
    long z3 = w[i + 6 * step];
    long z1 = (z2 + z3) * 4433;
    long tmp2 = z1 - z3 * 15137;
    long tmp3 = z1 + z2 * 6270;
    long tmp0 = (w[i] + w[i + 4 * step]) << CONST_BITS;
    long tmp1 = (w[i] - w[i + 4 * step]) << CONST_BITS;
    final long tmp10 = tmp0 + tmp3;
    final long tmp13 = tmp0 - tmp3;
    final long tmp11 = tmp1 + tmp2;
    final long tmp12 = tmp1 - tmp2;
    tmp0 = w[i + 7 * step];
    tmp1 = w[i + 5 * step];
    tmp2 = w[i + 3 * step];
    tmp3 = w[i + step];
    z1 = tmp0 + tmp3;
    z2 = tmp1 + tmp2;
    z3 = tmp0 + tmp2;
    long z4 = tmp1 + tmp3;
    long z5 = (z3 + z4) * 9633;
    tmp0 *= 2446;
    tmp1 *= 16819;
    tmp2 *= 25172;
    tmp3 *= 12299;
    z1 *= -7373;
    z2 *= -20995;
    z3 = z3 * -16069 + z5;
    z4 = z4 * -3196 + z5;
    tmp0 += z1 + z3;
    tmp1 += z2 + z4;
    tmp2 += z2 + z3;
    tmp3 += z1 + z4;
    long half = 1L << (shift - 1);
    w[i] = (tmp10 + tmp3 + half) >> shift;
    w[i + 7 * step] = (tmp10 - tmp3 + half) >> shift;
    w[i + step] = (tmp11 + tmp2 + half) >> shift;
    w[i + 6 * step] = (tmp11 - tmp2 + half) >> shift;
    w[i + 2 * step] = (tmp12 + tmp1 + half) >> shift;
    w[i + 5 * step] = (tmp12 - tmp1 + half) >> shift;
    w[i + 3 * step] = (tmp13 + tmp0 + half) >> shift;
    w[i + 4 * step] = (tmp13 - tmp0 + half) >> shift;
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }
}

package org.cdssl.image.format.dicom.codec.j2k;

import java.util.Arrays;
import org.cdssl.image.format.dicom.codec.CodecException;

/// Decodes code blocks (T.800 Annex D): three passes a bit plane, over stripes of four rows.
final class BlockDecoder {
  // the eight neighbours that are significant, and the signs of the four nearest
  private static final int NE = 1;
  private static final int SE = 2;
  private static final int SW = 4;
  private static final int NW = 8;
  private static final int N = 16;
  private static final int E = 32;
  private static final int S = 64;
  private static final int W = 128;
  private static final int NEIGHBOURS = 255;
  private static final int N_NEGATIVE = 256;
  private static final int E_NEGATIVE = 512;
  private static final int S_NEGATIVE = 1024;
  private static final int W_NEGATIVE = 2048;
  private static final int SIGNIFICANT = 1 << 12;
  private static final int REFINED = 1 << 13;
  private static final int VISITED = 1 << 14;
  private static final int BELOW = S | SE | SW | S_NEGATIVE;

  /// Zero-coding context by significant neighbours: of LL and LH, of HL, of HH.
  private static final int[][] ZERO = new int[3][256];

  static {
    for (int f = 0; f < 256; f++) {
      int h = bit(f, W) + bit(f, E);
      int v = bit(f, N) + bit(f, S);
      int d = bit(f, NE) + bit(f, SE) + bit(f, SW) + bit(f, NW);
      ZERO[0][f] = zeroContext(h, v, d);
      ZERO[1][f] = zeroContext(v, h, d);
      int hv = h + v;
      ZERO[2][f] =
          switch (d) {
            case 0 -> Math.min(hv, 2);
            case 1 -> 3 + Math.min(hv, 2);
            case 2 -> 6 + Math.min(hv, 1);
            default -> 8;
          };
    }
  }

  private final MqDecoder mq = new MqDecoder();
  private int[] flags = {};
  private int[] values = {};
  private int width;
  private int height;
  private int stride;
  private int[] zero;
  private boolean causal;
  private boolean raw;

  private static int bit(int flags, int mask) {
    return (flags & mask) != 0 ? 1 : 0;
  }

  private static int zeroContext(int h, int v, int d) {
    if (h == 2) {
      return 8;
    }
    if (h == 1) {
      return v >= 1 ? 7 : d >= 1 ? 6 : 5;
    }
    return v == 2 ? 4 : v == 1 ? 3 : Math.min(d, 2);
  }

  /// Decodes a block.
  ///
  /// @return its coefficients times two, row-major; the last bit is half a step where the
  ///   coefficient is not 0. Valid until the next call
  int[] decode(CodeBlock block, Subband band, CodingStyle style) throws CodecException {
    width = block.x1 - block.x0;
    height = block.y1 - block.y0;
    stride = width + 2;
    int size = stride * (height + 2);
    if (flags.length < size) {
      flags = new int[size];
    }
    Arrays.fill(flags, 0, size, 0);
    if (values.length < width * height) {
      values = new int[width * height];
    }
    Arrays.fill(values, 0, width * height, 0);
    zero = ZERO[band.horizontal() ? band.vertical() ? 2 : 1 : 0];
    causal = (style.blockStyle & CodingStyle.CAUSAL) != 0;
    int planes = band.planes() - block.zeroPlanes;
    if (block.passes == 0) {
      return values;
    }
    if (planes < 1 || planes > 30 || block.passes > 3 * planes - 2) {
      throw new CodecException("is damaged: a block of its JPEG 2000 data has too many passes");
    }
    mq.reset();
    int plane = planes;
    int kind = 2;
    int from = 0;
    for (int s = 0; s < block.segments; s++) {
      int to = from + block.segmentBytes[s];
      raw = (style.blockStyle & CodingStyle.BYPASS) != 0 && plane <= planes - 4 && kind < 2;
      if (raw) {
        mq.startRaw(block.bytes, from, to);
      } else {
        mq.start(block.bytes, from, to);
      }
      for (int pass = 0; pass < block.segmentPasses[s]; pass++) {
        switch (kind) {
          case 0 -> significance(1 << plane);
          case 1 -> refinement(1 << plane);
          default -> {
            cleanup(1 << plane);
            if ((style.blockStyle & CodingStyle.SEGMENT_SYMBOLS) != 0) {
              for (int i = 0; i < 4; i++) {
                mq.decode(MqDecoder.UNIFORM);
              }
            }
          }
        }
        if ((style.blockStyle & CodingStyle.RESET) != 0) {
          mq.reset();
        }
        if (++kind == 3) {
          kind = 0;
          plane--;
        }
      }
      from = to;
    }
    return values;
  }

  private void significance(int one) {
    for (int top = 0; top < height; top += 4) {
      int bottom = Math.min(top + 4, height);
      for (int x = 0; x < width; x++) {
        int i = (top + 1) * stride + x + 1;
        for (int y = top; y < bottom; y++, i += stride) {
          int f = seen(i, y);
          if ((f & SIGNIFICANT) == 0 && (f & NEIGHBOURS) != 0) {
            int bit = raw ? mq.rawBit() : mq.decode(zero[f & NEIGHBOURS]);
            if (bit == 1) {
              becomeSignificant(i, x, y, f, one);
            }
            flags[i] |= VISITED;
          }
        }
      }
    }
  }

  private void refinement(int one) {
    int half = one >> 1;
    for (int top = 0; top < height; top += 4) {
      int bottom = Math.min(top + 4, height);
      for (int x = 0; x < width; x++) {
        int i = (top + 1) * stride + x + 1;
        for (int y = top; y < bottom; y++, i += stride) {
          if ((flags[i] & (SIGNIFICANT | VISITED)) != SIGNIFICANT) {
            continue;
          }
          int f = seen(i, y);
          int context = (f & REFINED) != 0 ? 16 : (f & NEIGHBOURS) != 0 ? 15 : 14;
          int bit = raw ? mq.rawBit() : mq.decode(context);
          int v = values[y * width + x];
          values[y * width + x] = v + (bit == 1 == v >= 0 ? half : -half);
          flags[i] |= REFINED;
        }
      }
    }
  }

  private void cleanup(int one) {
    for (int top = 0; top < height; top += 4) {
      int bottom = Math.min(top + 4, height);
      for (int x = 0; x < width; x++) {
        int i = (top + 1) * stride + x + 1;
        int y = top;
        boolean known = false;
        if (bottom - top == 4 && isQuiet(i, top)) {
          if (mq.decode(MqDecoder.RUN_LENGTH) == 0) {
            continue;
          }
          int skip = mq.decode(MqDecoder.UNIFORM) << 1 | mq.decode(MqDecoder.UNIFORM);
          y += skip;
          i += skip * stride;
          known = true;
        }
        for (; y < bottom; y++, i += stride) {
          if (known) {
            becomeSignificant(i, x, y, seen(i, y), one);
            known = false;
          } else if ((flags[i] & (SIGNIFICANT | VISITED)) == 0) {
            int f = seen(i, y);
            if (mq.decode(zero[f & NEIGHBOURS]) == 1) {
              becomeSignificant(i, x, y, f, one);
            }
          }
        }
      }
    }
    for (int y = 1; y <= height; y++) {
      for (int i = y * stride + 1; i <= y * stride + width; i++) {
        flags[i] &= ~VISITED;
      }
    }
  }

  private boolean isQuiet(int i, int top) {
    int all = flags[i] | flags[i + stride] | flags[i + 2 * stride] | seen(i + 3 * stride, top + 3);
    return (all & (NEIGHBOURS | SIGNIFICANT | VISITED)) == 0;
  }

  /// Flags of a coefficient; in the causal mode without what lies below its stripe.
  private int seen(int i, int y) {
    return causal && (y & 3) == 3 ? flags[i] & ~BELOW : flags[i];
  }

  private void becomeSignificant(int i, int x, int y, int f, int one) {
    int negative;
    if (raw) {
      negative = mq.rawBit();
    } else {
      int h = sign(f, E, E_NEGATIVE) + sign(f, W, W_NEGATIVE);
      int v = sign(f, N, N_NEGATIVE) + sign(f, S, S_NEGATIVE);
      h = Integer.signum(h);
      v = Integer.signum(v);
      int flip = h < 0 || (h == 0 && v < 0) ? 1 : 0;
      int context = 9 + (h == 0 ? Math.abs(v) : 3 + h * v);
      negative = mq.decode(context) ^ flip;
    }
    int value = one | one >> 1;
    values[y * width + x] = negative == 1 ? -value : value;
    flags[i] |= SIGNIFICANT;
    flags[i - stride - 1] |= SE;
    flags[i - stride + 1] |= SW;
    flags[i + stride - 1] |= NE;
    flags[i + stride + 1] |= NW;
    flags[i - stride] |= negative == 1 ? S | S_NEGATIVE : S;
    flags[i + stride] |= negative == 1 ? N | N_NEGATIVE : N;
    flags[i - 1] |= negative == 1 ? E | E_NEGATIVE : E;
    flags[i + 1] |= negative == 1 ? W | W_NEGATIVE : W;
  }

  private static int sign(int f, int significant, int negative) {
    return (f & significant) == 0 ? 0 : (f & negative) == 0 ? 1 : -1;
  }
}

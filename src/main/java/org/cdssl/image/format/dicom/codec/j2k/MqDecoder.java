package org.cdssl.image.format.dicom.codec.j2k;

import java.util.Arrays;

/// The arithmetic decoder of JPEG 2000 (T.800 Annex C). Behind its bytes it reads ones for ever, as
/// the standard says.
final class MqDecoder {
  static final int CONTEXTS = 19;
  static final int RUN_LENGTH = 17;
  static final int UNIFORM = 18;

  // probability, next state for the more and the less probable symbol, whether their senses switch
  private static final int[] QE = {
    0x5601, 0x3401, 0x1801, 0x0AC1, 0x0521, 0x0221, 0x5601, 0x5401, 0x4801, 0x3801, 0x3001, 0x2401,
    0x1C01, 0x1601, 0x5601, 0x5401, 0x5101, 0x4801, 0x3801, 0x3401, 0x3001, 0x2801, 0x2401, 0x2201,
    0x1C01, 0x1801, 0x1601, 0x1401, 0x1201, 0x1101, 0x0AC1, 0x09C1, 0x08A1, 0x0521, 0x0441, 0x02A1,
    0x0221, 0x0141, 0x0111, 0x0085, 0x0049, 0x0025, 0x0015, 0x0009, 0x0005, 0x0001, 0x5601
  };
  private static final int[] NMPS = {
    1, 2, 3, 4, 5, 38, 7, 8, 9, 10, 11, 12, 13, 29, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
    27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 45, 46
  };
  private static final int[] NLPS = {
    1, 6, 9, 12, 29, 33, 6, 14, 14, 14, 17, 18, 20, 21, 14, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22,
    23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 46
  };

  private final int[] state = new int[CONTEXTS];
  private final int[] sense = new int[CONTEXTS];
  private byte[] data = {};
  private int at;
  private int end;
  private int a;
  private int c;
  private int count;

  // raw bits of the bypass mode
  private int rawByte;
  private int rawLeft;

  void reset() {
    Arrays.fill(state, 0);
    Arrays.fill(sense, 0);
    state[0] = 4;
    state[RUN_LENGTH] = 3;
    state[UNIFORM] = 46;
  }

  /// Starts on arithmetic-coded bytes.
  void start(byte[] bytes, int from, int to) {
    data = bytes;
    at = from;
    end = to;
    c = byteAt(at) << 16;
    byteIn();
    c <<= 7;
    count -= 7;
    a = 0x8000;
  }

  /// Starts on raw bits.
  void startRaw(byte[] bytes, int from, int to) {
    data = bytes;
    at = from;
    end = to;
    rawByte = 0;
    rawLeft = 0;
  }

  int rawBit() {
    if (rawLeft == 0) {
      rawLeft = rawByte == 0xff ? 7 : 8;
      rawByte = at < end ? data[at++] & 0xff : 0xff;
    }
    return rawByte >> --rawLeft & 1;
  }

  int decode(int context) {
    int s = state[context];
    int qe = QE[s];
    a -= qe;
    int bit = sense[context];
    if (c >>> 16 < qe) {
      if (a < qe) {
        state[context] = NMPS[s];
      } else {
        bit = lessProbable(context, s);
      }
      a = qe;
      renormalise();
      return bit;
    }
    c -= qe << 16;
    if ((a & 0x8000) == 0) {
      if (a < qe) {
        bit = lessProbable(context, s);
      } else {
        state[context] = NMPS[s];
      }
      renormalise();
    }
    return bit;
  }

  private int lessProbable(int context, int s) {
    int bit = 1 - sense[context];
    if (s == 0 || s == 6 || s == 14) {
      sense[context] = bit;
    }
    state[context] = NLPS[s];
    return bit;
  }

  private void renormalise() {
    do {
      if (count == 0) {
        byteIn();
      }
      a <<= 1;
      c <<= 1;
      count--;
    } while ((a & 0x8000) == 0);
  }

  private void byteIn() {
    if (byteAt(at) == 0xff) {
      if (byteAt(at + 1) > 0x8f) {
        c += 0xff00;
        count = 8;
      } else {
        at++;
        c += byteAt(at) << 9;
        count = 7;
      }
    } else {
      at++;
      c += byteAt(at) << 8;
      count = 8;
    }
  }

  private int byteAt(int i) {
    return i < end ? data[i] & 0xff : 0xff;
  }
}

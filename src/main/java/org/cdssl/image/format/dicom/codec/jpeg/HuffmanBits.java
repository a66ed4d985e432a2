package org.cdssl.image.format.dicom.codec.jpeg;

import org.cdssl.image.format.dicom.codec.CodecException;

/// Entropy-coded data of a scan: bits from the most significant on, with `FF 00` for `FF`, up to
/// the next marker. Reading beyond it is an error, not zeros.
final class HuffmanBits {
  private final byte[] data;
  private int at;
  private long bits;
  private int count;
  private int padding;

  HuffmanBits(byte[] data, int at) {
    this.data = data;
    this.at = at;
  }

  /// Next byte that was not taken.
  int position() {
    return at;
  }

  /// The next symbol.
  int decode(HuffmanTable table) throws CodecException {
    if (count < 16) {
      fill();
    }
    int next = (int) (bits >>> (count - 16)) & 0xffff;
    int fast = table.fast[next >>> (16 - HuffmanTable.FAST_BITS)];
    if (fast != 0) {
      skip(fast >>> 16);
      return fast & 0xffff;
    }
    int length = HuffmanTable.FAST_BITS + 1;
    while (next >= table.limit[length]) {
      length++;
    }
    if (length > 16) {
      throw new CodecException("is damaged: its JPEG data hold a code that does not exist");
    }
    skip(length);
    int index = (next >>> (16 - length)) + table.offset[length];
    if (index < 0 || index >= table.symbols.length) {
      throw new CodecException("is damaged: its JPEG data hold a code that does not exist");
    }
    return table.symbols[index];
  }

  /// `n` bits (0 to 16) as an unsigned number.
  int read(int n) throws CodecException {
    if (n == 0) {
      return 0;
    }
    if (count < n) {
      fill();
    }
    int value = (int) (bits >>> (count - n)) & ((1 << n) - 1);
    skip(n);
    return value;
  }

  /// A signed number of category `n` (T.81 F.2.2.1).
  int readSigned(int n) throws CodecException {
    if (n == 0) {
      return 0;
    }
    int value = read(n);
    return value < 1 << (n - 1) ? value - (1 << n) + 1 : value;
  }

  /// Goes to the restart marker that must come now and behind it.
  void restart() throws CodecException {
    count = 0;
    padding = 0;
    bits = 0;
    // bytes that were taken ahead end at the marker, which is never taken
    while (at + 1 < data.length && !(data[at] == (byte) 0xff && data[at + 1] != 0)) {
      at++;
    }
    while (at + 1 < data.length && data[at + 1] == (byte) 0xff) {
      at++;
    }
    int marker = at + 1 < data.length ? data[at + 1] & 0xff : 0;
    if (marker < 0xd0 || marker > 0xd7) {
      throw new CodecException("is damaged: a restart marker is missing in its JPEG data");
    }
    at += 2;
  }

  private void skip(int n) throws CodecException {
    count -= n;
    if (count < padding) {
      throw new CodecException("ends inside its JPEG data (truncated?)");
    }
  }

  private void fill() {
    while (count <= 48) {
      int next = at < data.length ? data[at] & 0xff : 0xff;
      if (next == 0xff) {
        if (at + 1 < data.length && data[at + 1] == 0) {
          at += 2;
        } else {
          next = 0;
          padding += 8;
        }
      } else {
        at++;
      }
      bits = bits << 8 | next;
      count += 8;
    }
  }
}

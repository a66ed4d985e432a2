package org.cdssl.image.format.dicom.codec.j2k;

import org.cdssl.image.format.dicom.codec.CodecException;

/// Bits of packet headers: after a byte `FF` the next one holds seven (T.800 B.10.1).
final class PacketBits {
  private final byte[] data;
  private int at;
  private int current;
  private int left;

  PacketBits(byte[] data) {
    this.data = data;
  }

  int position() {
    return at;
  }

  void move(int to) {
    at = to;
    left = 0;
    current = 0;
  }

  int read() throws CodecException {
    if (left == 0) {
      if (at >= data.length) {
        throw truncated();
      }
      left = current == 0xff ? 7 : 8;
      current = data[at++] & 0xff;
    }
    return current >> --left & 1;
  }

  int read(int n) throws CodecException {
    int value = 0;
    for (int i = 0; i < n; i++) {
      value = value << 1 | read();
    }
    return value;
  }

  /// Ends a header: the rest of its byte, and the stuffed one behind a last `FF`.
  void align() throws CodecException {
    if (current == 0xff) {
      if (at >= data.length) {
        throw truncated();
      }
      at++;
    }
    left = 0;
    current = 0;
  }

  static CodecException truncated() {
    return new CodecException("ends inside its JPEG 2000 data (truncated?)");
  }
}

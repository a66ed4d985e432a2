package org.cdssl.collection.cache;

import java.nio.ByteBuffer;

/// How a value of 0 to 65535 is kept in a chunk, little endian.
public enum Storage {
  /// As it is.
  UINT16(2),
  /// Divided by 257 and rounded: half the size, and one of 256 levels.
  UINT8(1);

  private static final int SCALE = 257;

  private final int bytes;

  Storage(int bytes) {
    this.bytes = bytes;
  }

  /// Bytes of one value.
  public int bytes() {
    return bytes;
  }

  /// The value that reading gives back for `value`.
  short kept(short value) {
    return this == UINT16 ? value : (short) (eighth(value) * SCALE);
  }

  /// Writes `count` values at the buffer's position.
  void put(short[] values, int from, int count, ByteBuffer out) {
    if (this == UINT16) {
      out.asShortBuffer().put(values, from, count);
      out.position(out.position() + 2 * count);
      return;
    }
    for (int i = 0; i < count; i++) {
      out.put((byte) eighth(values[from + i]));
    }
  }

  /// Reads `count` values at the buffer's position.
  void get(ByteBuffer in, short[] values, int count) {
    if (this == UINT16) {
      in.asShortBuffer().get(values, 0, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      values[i] = (short) ((in.get() & 0xff) * SCALE);
    }
  }

  private static int eighth(short value) {
    return ((value & 0xffff) + SCALE / 2) / SCALE;
  }
}

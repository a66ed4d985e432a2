package org.cdssl.image.format;

import java.nio.ByteBuffer;
import java.util.Locale;

/// The real number types that voxels are stored in, under numpy's names.
public enum VoxelType {
  BOOL(1, 0, 1),
  UINT8(1, 0, 255),
  INT8(1, -128, 127),
  UINT16(2, 0, 65535),
  INT16(2, -32768, 32767),
  UINT32(4, 0, 0xffffffffL),
  INT32(4, Integer.MIN_VALUE, Integer.MAX_VALUE),
  UINT64(8, 0, 0x1p64 - 2048),
  INT64(8, -0x1p63, 0x1p63 - 1024),
  FLOAT32(4, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
  FLOAT64(8, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  private final int bytes;
  private final double min;
  private final double max;

  VoxelType(int bytes, double min, double max) {
    this.bytes = bytes;
    this.min = min;
    this.max = max;
  }

  /// Bytes of one value.
  public int bytes() {
    return bytes;
  }

  public boolean isInteger() {
    return this != FLOAT32 && this != FLOAT64;
  }

  /// numpy's name: "uint8", "float32".
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether a whole number lies within the range of this type.
  public boolean fits(double value) {
    return value >= min && value <= max;
  }

  /// Whether the value can be stored without loss of more than float32 rounding.
  public boolean holds(float value) {
    return !isInteger() || (value >= min && value <= max && value == Math.rint(value));
  }

  /// The value at byte `offset` in the buffer's byte order.
  public double get(ByteBuffer in, int offset) {
    return switch (this) {
      case BOOL -> in.get(offset) == 0 ? 0 : 1;
      case UINT8 -> in.get(offset) & 0xff;
      case INT8 -> in.get(offset);
      case UINT16 -> in.getShort(offset) & 0xffff;
      case INT16 -> in.getShort(offset);
      case UINT32 -> in.getInt(offset) & 0xffffffffL;
      case INT32 -> in.getInt(offset);
      case UINT64 -> unsigned(in.getLong(offset));
      case INT64 -> in.getLong(offset);
      case FLOAT32 -> in.getFloat(offset);
      case FLOAT64 -> in.getDouble(offset);
    };
  }

  /// Decodes `count` values from the start of the buffer: `stored * slope + inter` in float64, then
  /// rounded to float32.
  public void decode(ByteBuffer in, int count, double slope, double inter, float[] out) {
    boolean scaled = slope != 1 || inter != 0;
    // the types that images mostly have get a loop of their own, which the compiler makes fast
    if (this == UINT8) {
      for (int i = 0; i < count; i++) {
        out[i] = (float) ((in.get(i) & 0xff) * slope + inter);
      }
    } else if (this == INT16 && !scaled) {
      // by way of an array of shorts: that loop is done many values at a time
      short[] stored = new short[count];
      in.slice(0, 2 * count).order(in.order()).asShortBuffer().get(stored);
      for (int i = 0; i < count; i++) {
        out[i] = stored[i];
      }
    } else if (this == INT16) {
      for (int i = 0; i < count; i++) {
        out[i] = (float) (in.getShort(2 * i) * slope + inter);
      }
    } else if (this == FLOAT32 && !scaled) {
      in.slice(0, 4 * count).order(in.order()).asFloatBuffer().get(out, 0, count);
    } else {
      for (int i = 0, at = 0; i < count; i++, at += bytes) {
        double value = get(in, at);
        out[i] = (float) (scaled ? value * slope + inter : value);
      }
    }
  }

  /// Puts one value at the buffer's position. Only for values that this type [#holds].
  public void put(ByteBuffer out, float value) {
    switch (this) {
      case BOOL, UINT8, INT8 -> out.put((byte) (int) value);
      case UINT16, INT16 -> out.putShort((short) (int) value);
      case UINT32, INT32 -> out.putInt((int) (long) value);
      case UINT64 ->
          out.putLong(value < 0x1p63f ? (long) value : (long) (value - 0x1p63f) ^ Long.MIN_VALUE);
      case INT64 -> out.putLong((long) value);
      case FLOAT32 -> out.putFloat(value);
      case FLOAT64 -> out.putDouble(value);
    }
  }

  private static double unsigned(long bits) {
    // the lowest bit is kept sticky so that the halved value rounds as the whole one would
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }
}

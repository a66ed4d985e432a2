package org.cdssl.engine.safetensors;

/// Element types of safetensors, by the names that the format uses. Data are little endian; BOOL is
/// one byte, 0 or 1.
public enum Dtype {
  F64(8),
  F32(4),
  F16(2),
  BF16(2),
  I64(8),
  I32(4),
  I16(2),
  I8(1),
  U8(1),
  BOOL(1);

  private final int bytes;

  Dtype(int bytes) {
    this.bytes = bytes;
  }

  /// Bytes of one element.
  public int bytes() {
    return bytes;
  }

  /// Bytes of a tensor of this type.
  ///
  /// @param shape sizes, each ≥ 0; an empty shape is a scalar
  /// @throws ArithmeticException where a size is negative or the product does not fit a long
  public long bytes(long... shape) {
    long total = bytes;
    for (long size : shape) {
      if (size < 0) {
        throw new ArithmeticException("negative size " + size);
      }
      total = Math.multiplyExact(total, size);
    }
    return total;
  }
}

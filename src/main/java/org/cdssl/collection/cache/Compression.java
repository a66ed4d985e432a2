package org.cdssl.collection.cache;

import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;

/// How a chunk is packed.
public enum Compression {
  /// Crops are copied straight out of the mapped file.
  NONE,
  /// Zstandard at its fastest level: less disk, and every chunk that a crop touches is unpacked.
  ZSTD;

  private static final int LEVEL = 1;

  /// The packed bytes of a chunk.
  ByteBuffer pack(ByteBuffer chunk) {
    if (this == NONE) {
      return chunk;
    }
    byte[] packed = new byte[Math.toIntExact(Zstd.compressBound(chunk.remaining()))];
    long length =
        Zstd.compressByteArray(
            packed,
            0,
            packed.length,
            chunk.array(),
            chunk.arrayOffset() + chunk.position(),
            chunk.remaining(),
            LEVEL);
    if (Zstd.isError(length)) {
      throw new IllegalStateException("zstd cannot pack a chunk: " + Zstd.getErrorName(length));
    }
    return ByteBuffer.wrap(packed, 0, (int) length);
  }

  /// The chunk again; fills `chunk` and says whether exactly that came out.
  boolean unpack(byte[] packed, byte[] chunk, int length) {
    long out = Zstd.decompressByteArray(chunk, 0, length, packed, 0, packed.length);
    return !Zstd.isError(out) && out == length;
  }
}

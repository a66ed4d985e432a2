package org.cdssl.collection.cache;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/// Where the chunks of an image lie in its shard, and their checksums.
///
/// @param offset of each chunk in the file
/// @param bytes of each chunk
/// @param crc CRC-32C of each chunk
record ChunkTable(long[] offset, int[] bytes, int[] crc) {

  /// Reads the table; empty where it is damaged.
  static Optional<ChunkTable> of(Shard shard, ShardIndex.Item item) {
    int chunks = item.layout().count();
    if (8L * chunks > item.bytes()) {
      return Optional.empty();
    }
    ByteBuffer table = shard.bytes(item.offset() + item.bytes() - 8L * chunks, 8 * chunks);
    CRC32C sum = new CRC32C();
    sum.update(table.duplicate());
    if ((int) sum.getValue() != item.tableCrc()) {
      return Optional.empty();
    }
    ChunkTable result = new ChunkTable(new long[chunks], new int[chunks], new int[chunks]);
    long at = item.offset();
    for (int c = 0; c < chunks; c++) {
      result.offset[c] = at;
      result.bytes[c] = table.getInt();
      result.crc[c] = table.getInt();
      at += result.bytes[c];
    }
    boolean fits = at == item.offset() + item.bytes() - 8L * chunks;
    return fits ? Optional.of(result) : Optional.empty();
  }

  /// Whether a chunk is as it was written.
  boolean verify(Shard shard, int chunk) {
    CRC32C sum = new CRC32C();
    sum.update(shard.bytes(offset[chunk], bytes[chunk]));
    return (int) sum.getValue() == crc[chunk];
  }

  boolean verifyAll(Shard shard) {
    for (int c = 0; c < offset.length; c++) {
      if (!verify(shard, c)) {
        return false;
      }
    }
    return true;
  }
}

package org.cdssl.collection.cache;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.cdssl.image.format.FormatException;
import tools.jackson.core.JacksonException;

/// A shard, mapped into memory: nothing is read until a crop asks for it.
final class Shard {
  /// Offset of the index (8 bytes), its length (4), its CRC-32C (4), the magic again (8).
  static final int FOOTER = 24;

  private final Path file;
  private final MemorySegment memory;
  private final ShardIndex index;
  private final int indexCrc;

  private Shard(Path file, MemorySegment memory, ShardIndex index, int indexCrc) {
    this.file = file;
    this.memory = memory;
    this.index = index;
    this.indexCrc = indexCrc;
  }

  /// Opens a shard and checks its ends and its index, not its chunks.
  ///
  /// @throws FormatException where it is not whole
  static Shard open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < ShardWriter.MAGIC.length + FOOTER) {
        throw damaged(file, "is too short");
      }
      MemorySegment memory = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto());
      ByteBuffer footer =
          memory.asSlice(size - FOOTER, FOOTER).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      long offset = footer.getLong();
      int length = footer.getInt();
      int crc = footer.getInt();
      byte[] magic = new byte[ShardWriter.MAGIC.length];
      footer.get(magic);
      if (!Arrays.equals(magic, ShardWriter.MAGIC)
          || length < 0
          || offset < 0
          || offset != size - FOOTER - length) {
        throw damaged(file, "does not end as a shard does");
      }
      byte[] json = new byte[length];
      memory.asSlice(offset, length).asByteBuffer().get(json);
      CRC32C sum = new CRC32C();
      sum.update(json);
      if ((int) sum.getValue() != crc) {
        throw damaged(file, "has a damaged index");
      }
      return new Shard(file, memory, index(file, json, offset), crc);
    }
  }

  private static ShardIndex index(Path file, byte[] json, long end) throws FormatException {
    ShardIndex index;
    try {
      index = CacheJson.parse(json, ShardIndex.class);
    } catch (JacksonException e) {
      throw damaged(file, "has an index that cannot be understood");
    }
    if (index.format() != ShardIndex.FORMAT) {
      throw damaged(file, "has format " + index.format() + ", not " + ShardIndex.FORMAT);
    }
    for (ShardIndex.Item item : index.items()) {
      if (item.offset() < 0 || item.bytes() < 0 || item.offset() > end - item.bytes()) {
        throw damaged(file, "has an image outside of the file");
      }
    }
    return index;
  }

  private static FormatException damaged(Path file, String what) {
    return new FormatException(file, what + "; cdssl prepare --verify makes it anew");
  }

  Path file() {
    return file;
  }

  ShardIndex index() {
    return index;
  }

  /// CRC-32C of the index, eight hexadecimal digits.
  String indexCrc() {
    return HexFormat.of().toHexDigits(indexCrc);
  }

  /// Size of the file.
  long bytes() {
    return memory.byteSize();
  }

  MemorySegment memory() {
    return memory;
  }

  /// Part of the file, at most 2 GiB.
  ByteBuffer bytes(long offset, int length) {
    return memory.asSlice(offset, length).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Reads every chunk; false at the first that is damaged.
  boolean verify() {
    for (ShardIndex.Item item : index.items()) {
      if (!item.isBad() && !verify(item)) {
        return false;
      }
    }
    return true;
  }

  /// Whether the table and all chunks of an image are as they were written.
  boolean verify(ShardIndex.Item item) {
    return ChunkTable.of(this, item).map(table -> table.verifyAll(this)).orElse(false);
  }
}

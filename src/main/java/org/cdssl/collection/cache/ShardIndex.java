package org.cdssl.collection.cache;

import java.util.List;

/// What lies where in a shard; JSON at its end.
///
/// @param format of the shard
/// @param items in the order they were added
record ShardIndex(int format, List<Item> items) {
  static final int FORMAT = 1;

  ShardIndex {
    items = List.copyOf(items);
  }

  /// One image, or the reason why there is none.
  ///
  /// @param key of content and transform
  /// @param bad why the image cannot be used; empty for one that can
  /// @param offset of the first chunk in the file
  /// @param bytes of the chunks and their table
  /// @param chunk sizes along x, y, z
  /// @param tableCrc CRC-32C of the table, which holds those of the chunks
  record Item(
      String key,
      String bad,
      long offset,
      long bytes,
      boolean flat,
      int nx,
      int ny,
      int nz,
      List<Integer> chunk,
      Storage storage,
      Compression compression,
      int tableCrc) {

    static Item bad(String key, String reason) {
      return new Item(
          key, reason, 0, 0, false, 0, 0, 0, List.of(), Storage.UINT16, Compression.NONE, 0);
    }

    boolean isBad() {
      return !bad.isEmpty();
    }

    ChunkLayout layout() {
      return new ChunkLayout(nx, ny, nz, chunk.get(0), chunk.get(1), chunk.get(2));
    }

    Item movedTo(long newOffset) {
      return new Item(
          key, bad, newOffset, bytes, flat, nx, ny, nz, chunk, storage, compression, tableCrc);
    }
  }
}

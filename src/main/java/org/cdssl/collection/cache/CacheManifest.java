package org.cdssl.collection.cache;

import java.util.List;

/// `cache.json`: what a finished cache holds. Written last.
///
/// @param format of the cache
/// @param transform version of the transform
/// @param planSha256 hash of the plan
/// @param manifestSha256 of the collection it was made of
/// @param images that can be used
/// @param bytes of all shards
/// @param shards in the order of the collection
/// @param quarantine images that cannot be used, and why
record CacheManifest(
    int format,
    int transform,
    String planSha256,
    String manifestSha256,
    long images,
    long bytes,
    List<ShardEntry> shards,
    List<Bad> quarantine) {
  static final int FORMAT = 1;

  CacheManifest {
    shards = List.copyOf(shards);
    quarantine = List.copyOf(quarantine);
  }

  /// @param name of the file without its ending: a hash of the keys of its images
  /// @param indexCrc CRC-32C of the index, which holds those of the chunk tables
  record ShardEntry(String name, int images, long bytes, String indexCrc) {}

  /// @param image source and path
  record Bad(String image, String reason) {}
}

package org.cdssl.collection.cache;

import java.nio.file.Path;

/// The files of a cache.
record CacheFolder(Path root) {
  Path fingerprint() {
    return root.resolve("fingerprint.json");
  }

  Path plan() {
    return root.resolve("plan.json");
  }

  Path manifest() {
    return root.resolve("cache.json");
  }

  Path content() {
    return root.resolve("content.jsonl");
  }

  Path lock() {
    return root.resolve("lock");
  }

  Path shards() {
    return root.resolve("shards");
  }

  Path shard(String name) {
    return shards().resolve(name + ".shard");
  }
}

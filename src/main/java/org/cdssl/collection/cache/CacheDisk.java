package org.cdssl.collection.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.cdssl.CdsslException;

/// How much disk a cache takes, to be told before the first image (P5).
///
/// @param bytes of the whole cache, about; compression takes less
/// @param thereBytes of shards that are there already
/// @param freeBytes where it will lie
record CacheDisk(long bytes, long thereBytes, long freeBytes) {
  /// Sizes of a sample and the padding of chunks are estimates.
  private static final double SLACK = 1.05;

  static CacheDisk of(Fingerprint fingerprint, CachePlan plan, CacheFolder folder, boolean samePlan)
      throws IOException {
    Map<String, SourcePlan> plans = plan.byKind();
    double bytes = 0;
    for (Fingerprint.SourceFacts facts : fingerprint.sources()) {
      SourcePlan source = plans.get(facts.kind());
      if (source != null) {
        bytes += facts.images() * facts.preparedBytes(source);
      }
    }
    long there = 0;
    if (samePlan && Files.isDirectory(folder.shards())) {
      try (var files = Files.list(folder.shards())) {
        for (Path file : files.filter(f -> f.toString().endsWith(".shard")).toList()) {
          there += Files.size(file);
        }
      }
    }
    return new CacheDisk((long) bytes, there, Files.getFileStore(folder.root()).getUsableSpace());
  }

  boolean fits() {
    return SLACK * bytes - thereBytes <= freeBytes;
  }

  String describe() {
    return String.format(
        Locale.ROOT,
        "disk: about %s%s; free: %s",
        human(bytes),
        thereBytes > 0 ? ", " + human(thereBytes) + " of it there already" : "",
        human(freeBytes));
  }

  void require(Path out, boolean force) {
    if (!fits() && !force) {
      throw CdsslException.data(
          out
              + ": the cache needs about "
              + human((long) (SLACK * bytes) - thereBytes)
              + " more and the disk has "
              + human(freeBytes)
              + " free; free some space, choose another --out, --storage uint8 or --compression"
              + " zstd with --force");
    }
  }

  static String human(long bytes) {
    return bytes >= 1_000_000_000L
        ? String.format(Locale.ROOT, "%.1f GB", bytes / 1e9)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}

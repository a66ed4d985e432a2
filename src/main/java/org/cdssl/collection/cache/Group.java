package org.cdssl.collection.cache;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cdssl.Sha256;
import org.cdssl.collection.ImageEntry;
import org.cdssl.config.SourceConfig.Dimension;

/// The images that share a shard: neighbours in the manifest, so many that 400,000 X-rays are a few
/// thousand files and that a killed process loses seconds.
///
/// A group ends after an image whose name says so (its hash has six zero bits) once it is large
/// enough, or where it gets too large. So an image that is added or goes away changes its own group
/// and seldom the next one.
record Group(List<ImageEntry> entries) {
  static final long BYTES = 16L << 20;
  private static final int ENOUGH = 4;

  /// Least weight of an image: however small, it takes a place in the index and time.
  private static final long LEAST = 4096;

  private static final int ENDS = 63;

  Group {
    entries = List.copyOf(entries);
  }

  /// @param most bytes of a group, about
  static List<Group> of(List<ImageEntry> entries, Map<String, SourcePlan> plans, long most) {
    Map<Path, Integer> perFile = new HashMap<>();
    entries.forEach(e -> perFile.merge(e.file(), 1, Integer::sum));
    List<Group> groups = new ArrayList<>();
    List<ImageEntry> open = new ArrayList<>();
    long bytes = 0;
    for (ImageEntry entry : entries) {
      SourcePlan plan = plans.get(SourcePlan.kind(entry));
      long weight = weight(entry, plan, perFile.get(entry.file()));
      if (!open.isEmpty() && bytes + weight > most) {
        groups.add(new Group(open));
        open.clear();
        bytes = 0;
      }
      open.add(entry);
      bytes += weight;
      if (bytes >= most / ENOUGH && (hash(entry) & ENDS) == 0) {
        groups.add(new Group(open));
        open.clear();
        bytes = 0;
      }
    }
    if (!open.isEmpty()) {
      groups.add(new Group(open));
    }
    return groups;
  }

  /// Bytes that the image will take, judged by nothing but what the manifest says: an X-ray no more
  /// than its reduced size, a volume as much as its file but no less than what it is padded to.
  private static long weight(ImageEntry entry, SourcePlan plan, int inFile) {
    long stored = Math.max(LEAST, entry.bytes() / inFile);
    if (entry.dimension() == Dimension.D2) {
      long side = plan.shorterSide();
      return side > 0 ? Math.min(stored, 3 * side * side) : stored;
    }
    long least = plan.storage().bytes();
    for (int n : plan.minimum()) {
      least *= n;
    }
    return Math.max(stored, least);
  }

  private static int hash(ImageEntry entry) {
    byte[] digest = Sha256.digest().digest(entry.id().getBytes(StandardCharsets.UTF_8));
    return digest[0];
  }
}

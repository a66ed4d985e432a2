package org.cdssl.collection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cdssl.Sha256;
import org.cdssl.config.SourceConfig.Dimension;

/// The images that are trained on and those that are only scored (P17). No subject is on both
/// sides; a name that occurs in two sources counts as one subject.
///
/// @param training in the order of the manifest
/// @param heldOut in the order of the manifest
public record SubjectSplit(List<ImageEntry> training, List<ImageEntry> heldOut) {

  /// Holds out a share of every source's subjects: the first in the order of a hash of seed and
  /// name, so that neither the order of the files nor the other sources matter. A source with two
  /// subjects or more gives at least one and keeps at least one of its own choice.
  ///
  /// @param share of the subjects, [0, 1)
  public static SubjectSplit of(Manifest manifest, double share, long seed) {
    Map<String, Set<String>> bySource = new TreeMap<>();
    for (ImageEntry e : manifest.entries()) {
      bySource.computeIfAbsent(e.source(), _ -> new TreeSet<>()).add(e.subject());
    }
    Set<String> held = new HashSet<>();
    for (Set<String> subjects : bySource.values()) {
      int n = subjects.size();
      long count = share <= 0 || n < 2 ? 0 : Math.clamp(Math.round(share * n), 1, n - 1);
      subjects.stream().sorted(drawn(seed)).limit(count).forEach(held::add);
    }
    return new SubjectSplit(
        manifest.entries().stream().filter(e -> !held.contains(e.subject())).toList(),
        manifest.entries().stream().filter(e -> held.contains(e.subject())).toList());
  }

  /// Training images of one dimension.
  public List<ImageEntry> training(Dimension dimension) {
    return training.stream().filter(e -> e.dimension() == dimension).toList();
  }

  /// At most `most` held-out images of one dimension: the first in the order of a hash of their
  /// names, so that all sources have their share.
  public List<ImageEntry> heldOut(Dimension dimension, int most) {
    Set<String> chosen = new HashSet<>();
    heldOut.stream()
        .filter(e -> e.dimension() == dimension)
        .map(ImageEntry::id)
        .sorted(drawn(0))
        .limit(most)
        .forEach(chosen::add);
    return heldOut.stream().filter(e -> chosen.contains(e.id())).toList();
  }

  static Comparator<String> drawn(long seed) {
    return Comparator.comparing((String name) -> hash(seed, name)).thenComparing(name -> name);
  }

  private static String hash(long seed, String name) {
    MessageDigest digest = Sha256.digest();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).array());
    return HexFormat.of().formatHex(digest.digest(name.getBytes(StandardCharsets.UTF_8)));
  }
}

package org.cdssl.collection;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cdssl.Sha256;
import org.cdssl.config.SourceConfig.Dimension;

/// The images of a run, in an order that depends on their names alone.
///
/// @param entries sorted by source, path, member and frame
/// @param notes what was skipped and why, one line each
/// @param sha256 hash of source, path, frame and file size of every entry: cheap enough to compute
///   at every start, and enough to notice files that were added, removed, renamed or cut short; a
///   change of content that keeps the size is not seen
/// @param classes by source, names of classes, findings or mask values (0: background) in the order
///   of the labels; empty for a source without labels
public record Manifest(
    List<ImageEntry> entries,
    List<String> notes,
    String sha256,
    Map<String, List<String>> classes) {
  private static final Comparator<ImageEntry> ORDER =
      Comparator.comparing(ImageEntry::source)
          .thenComparing(ImageEntry::path)
          .thenComparing(ImageEntry::member)
          .thenComparingInt(ImageEntry::frame);

  /// Sorts and hashes. Two entries with one id are a programming error.
  static Manifest of(List<ImageEntry> entries, List<String> notes) {
    return of(entries, notes, Map.of());
  }

  static Manifest of(
      List<ImageEntry> entries, List<String> notes, Map<String, List<String>> classes) {
    List<ImageEntry> sorted = entries.stream().sorted(ORDER).toList();
    Set<String> ids = new HashSet<>();
    for (ImageEntry entry : sorted) {
      if (!ids.add(entry.id())) {
        throw new IllegalArgumentException("twice in the manifest: " + entry.id());
      }
    }
    return new Manifest(sorted, List.copyOf(notes), hash(sorted), Map.copyOf(classes));
  }

  /// The entries of one dimension, in order.
  public List<ImageEntry> of(Dimension dimension) {
    return entries.stream().filter(e -> e.dimension() == dimension).toList();
  }

  /// Number of different subjects.
  public int subjects() {
    return (int) entries.stream().map(ImageEntry::subject).distinct().count();
  }

  private static String hash(List<ImageEntry> entries) {
    MessageDigest digest = Sha256.digest();
    for (ImageEntry e : entries) {
      for (String part : names(e)) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      digest.update((e.frame() + " " + e.bytes() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return Sha256.hex(digest);
  }

  private static List<String> names(ImageEntry e) {
    // an image that is a file of its own hashes as it did before archives were known
    return e.member().isEmpty()
        ? List.of(e.source(), e.path())
        : List.of(e.source(), e.path(), e.member());
  }
}

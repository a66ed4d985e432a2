package org.cdssl.collection.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Part;
import org.cdssl.collection.Target;

/// Rules about images together: the same one twice, subjects on two sides, labels that are there
/// for some only, a few grids that are mirrored. Keeps 18 bytes an image.
final class CrossRules {
  private static final double FEW = 0.2;
  private static final int ENOUGH = 5;

  private final List<ImageEntry> entries;
  private final long[] hashes;
  private final byte[] hands;

  CrossRules(List<ImageEntry> entries) {
    this.entries = entries;
    this.hashes = new long[2 * entries.size()];
    this.hands = new byte[entries.size()];
  }

  /// Remembers an image that could be read. May be called by many threads, once an index.
  void remember(int index, FileFacts facts) {
    ImageFacts image = ImageRules.image(entries.get(index), facts);
    if (!image.isConstant()) { // constant ones are named for that already
      hashes[2 * index] = Long.parseUnsignedLong(image.sha256(), 0, 16, 16);
      hashes[2 * index + 1] = Long.parseUnsignedLong(image.sha256(), 16, 32, 16);
    }
    if (!facts.isFlat()) {
      hands[index] = (byte) (GeometryRules.isRightHanded(facts.geometry()) ? 1 : 2);
    }
  }

  /// @param side which side of a split an image is on, empty where it is on none
  void check(Function<ImageEntry, String> side, Consumer<Finding> found) {
    duplicates(side, found);
    subjects(found);
    labels(found);
    hands(found);
  }

  private void duplicates(Function<ImageEntry, String> side, Consumer<Finding> found) {
    List<Integer> order =
        IntStream.range(0, entries.size())
            .filter(i -> hashes[2 * i] != 0 || hashes[2 * i + 1] != 0)
            .boxed()
            .sorted(
                Comparator.comparingLong((Integer i) -> hashes[2 * i])
                    .thenComparingLong(i -> hashes[2 * i + 1])
                    .thenComparingInt(i -> i))
            .toList();
    for (int from = 0; from < order.size(); ) {
      int to = from + 1;
      while (to < order.size() && same(order.get(from), order.get(to))) {
        to++;
      }
      ImageEntry first = entries.get(order.get(from));
      for (int i = from + 1; i < to; i++) {
        found.accept(duplicate(first, entries.get(order.get(i)), side));
      }
      from = to;
    }
  }

  private boolean same(int a, int b) {
    return hashes[2 * a] == hashes[2 * b] && hashes[2 * a + 1] == hashes[2 * b + 1];
  }

  private static Finding duplicate(
      ImageEntry first, ImageEntry second, Function<ImageEntry, String> side) {
    String where = first.source().equals(second.source()) ? "" : " of source " + first.source();
    String of = "has the same voxels as " + CollectionCheck.name(first) + where;
    String one = side.apply(first);
    String other = side.apply(second);
    if (!one.isEmpty() && !other.isEmpty() && !one.equals(other)) {
      return new Finding(
          Grade.ERROR,
          Finding.Kind.CONTENT_IN_TWO_PARTS,
          second.source(),
          CollectionCheck.name(second),
          of + ", but is " + other + " and the other " + one);
    }
    boolean subject = first.subject().equals(second.subject());
    return new Finding(
        subject ? Grade.NOTE : Grade.WARNING,
        Finding.Kind.DUPLICATE,
        second.source(),
        CollectionCheck.name(second),
        of + (subject ? "" : ", and they count as two subjects"));
  }

  /// Official parts share no subject. Names are compared inside a source: two collections may both
  /// have a patient 001.
  private void subjects(Consumer<Finding> found) {
    record Subject(String source, String name) {}
    Map<Subject, Part> first = new HashMap<>();
    Set<Subject> told = new HashSet<>();
    for (ImageEntry e : entries) {
      if (e.part() == Part.NONE) {
        continue;
      }
      Subject subject = new Subject(e.source(), e.subject());
      Part before = first.putIfAbsent(subject, e.part());
      if (before != null && before != e.part() && told.add(subject)) {
        found.accept(
            new Finding(
                Grade.ERROR,
                Finding.Kind.SUBJECT_IN_TWO_PARTS,
                e.source(),
                "subject " + e.subject(),
                "has images in %s and in %s, such as %s"
                    .formatted(words(before), words(e.part()), CollectionCheck.name(e))));
      }
    }
  }

  /// In a source where images have labels, one without is missing its own.
  private void labels(Consumer<Finding> found) {
    Set<String> labelled = new HashSet<>();
    for (ImageEntry e : entries) {
      if (!e.target().equals(Target.NONE)) {
        labelled.add(e.source());
      }
    }
    for (ImageEntry e : entries) {
      if (labelled.contains(e.source()) && e.target().equals(Target.NONE)) {
        found.accept(
            new Finding(
                Grade.WARNING,
                Finding.Kind.MISSING_LABEL,
                e.source(),
                CollectionCheck.name(e),
                "has no label, though others of its source do"));
      }
    }
  }

  /// A few left-handed grids among right-handed ones, or the other way round, were likely mirrored
  /// by a conversion; a source that is so throughout is only stored so.
  private void hands(Consumer<Finding> found) {
    Map<String, List<Integer>> bySource = new TreeMap<>();
    for (int i = 0; i < entries.size(); i++) {
      if (hands[i] != 0) {
        bySource.computeIfAbsent(entries.get(i).source(), _ -> new ArrayList<>()).add(i);
      }
    }
    for (List<Integer> indices : bySource.values()) {
      long right = indices.stream().filter(i -> hands[i] == 1).count();
      int rare = right * 2 >= indices.size() ? 2 : 1;
      long count = rare == 1 ? right : indices.size() - right;
      if (indices.size() < ENOUGH || count > FEW * indices.size()) {
        continue;
      }
      for (int i : indices) {
        if (hands[i] == rare) {
          found.accept(
              new Finding(
                  Grade.NOTE,
                  Finding.Kind.FLIPPED,
                  entries.get(i).source(),
                  CollectionCheck.name(entries.get(i)),
                  "its axes are %s-handed unlike those of most of its source; did a conversion mirror it?"
                      .formatted(rare == 1 ? "right" : "left")));
        }
      }
    }
  }

  private static String words(Part part) {
    return part.name().toLowerCase(java.util.Locale.ROOT);
  }
}

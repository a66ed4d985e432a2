package org.cdssl.collection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// Units (subjects, or images) that shall be spread evenly, grouped by what must be spread: source
/// and rarest label.
///
/// The rarest label of a unit is the class or finding it has that the fewest units have. For
/// classes this is stratification by class; for findings it gives the rare ones, which decide a
/// mean AUC, to every part. Units without a class or finding (masks) form one group a source.
final class Strata {
  private Strata() {}

  /// @param unit name of the unit an image belongs to
  /// @return groups in a fixed order; the units of each in the order of a hash of seed and name, so
  ///   that neither the order of the images nor other groups matter
  static List<List<String>> of(
      List<ImageEntry> entries, Function<ImageEntry, String> unit, long seed) {
    Map<String, String> source = new LinkedHashMap<>();
    Map<String, Set<String>> labels = new HashMap<>();
    for (ImageEntry e : entries) {
      String name = unit.apply(e);
      // a subject of several sources is counted with the first of them
      source.merge(name, e.source(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
      labels.computeIfAbsent(name, _ -> new HashSet<>()).addAll(labels(e));
    }
    Map<String, Integer> frequency = new HashMap<>();
    labels.values().forEach(set -> set.forEach(l -> frequency.merge(l, 1, Integer::sum)));
    Comparator<String> rarest =
        Comparator.comparing((String label) -> frequency.get(label))
            .thenComparing(Comparator.naturalOrder());
    Map<String, List<String>> groups = new TreeMap<>();
    source.forEach((name, from) -> {
      String label = labels.get(name).stream().min(rarest).orElse("");
      groups.computeIfAbsent(from + "\n" + label, _ -> new ArrayList<>()).add(name);
    });
    groups.values().forEach(units -> units.sort(SubjectSplit.drawn(seed)));
    return List.copyOf(groups.values());
  }

  private static List<String> labels(ImageEntry entry) {
    return switch (entry.target()) {
      case Target.ClassIndex c -> List.of(String.format("%03d", c.index()));
      case Target.Findings f -> {
        List<String> present = new ArrayList<>();
        for (int i = 0; i < f.present().size(); i++) {
          if (f.present().get(i)) {
            present.add(String.format("%03d", i));
          }
        }
        yield present;
      }
      case Target.Mask _, Target.None _ -> List.of();
    };
  }
}

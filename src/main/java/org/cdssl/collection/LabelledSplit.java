package org.cdssl.collection;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cdssl.CdsslException;
import org.cdssl.config.SplitConfig;
import org.cdssl.config.SplitConfig.By;

/// Labelled images in three parts (METHOD E, P17). No subject is in two parts, unless images were
/// divided one by one on purpose.
///
/// @param by how they were divided: official, by subject or by image
/// @param training in the order of the manifest
/// @param validation in the order of the manifest
/// @param test in the order of the manifest
/// @param notes what is worth knowing, a line each
public record LabelledSplit(
    By by,
    List<ImageEntry> training,
    List<ImageEntry> validation,
    List<ImageEntry> test,
    List<String> notes) {
  private static final List<Part> PARTS = List.of(Part.TRAINING, Part.VALIDATION, Part.TEST);

  /// Divides the labelled images of a manifest; images without a label are left out and counted.
  ///
  /// @throws CdsslException (DATA) where nothing is labelled, an official split is asked for and
  ///   there is none, or it puts a subject into two parts
  public static LabelledSplit of(Manifest manifest, SplitConfig config) {
    List<String> notes = new ArrayList<>();
    List<ImageEntry> labelled =
        manifest.entries().stream().filter(e -> !(e.target() instanceof Target.None)).toList();
    int without = manifest.entries().size() - labelled.size();
    if (labelled.isEmpty()) {
      throw CdsslException.data(
          "none of the "
              + without
              + " images has a label; the sources need a kind that knows them");
    }
    if (without > 0) {
      notes.add(without + " images without a label are left out");
    }
    By by = resolve(config.by(), labelled);
    Map<String, Part> parts =
        switch (by) {
          case OFFICIAL -> official(labelled, config, notes);
          case IMAGE -> drawn(labelled, ImageEntry::id, config.ratio(), config.seed());
          case SUBJECT, AUTO -> drawn(labelled, ImageEntry::subject, config.ratio(), config.seed());
        };
    if (by == By.IMAGE) {
      notes.add("divided image by image: subjects are in several parts, figures are too good");
    }
    Function<ImageEntry, String> key = by == By.SUBJECT ? ImageEntry::subject : ImageEntry::id;
    return of(by, labelled, e -> parts.get(key.apply(e)), notes);
  }

  static LabelledSplit of(
      By by, List<ImageEntry> entries, Function<ImageEntry, Part> part, List<String> notes) {
    Map<Part, List<ImageEntry>> lists =
        entries.stream()
            .collect(
                Collectors.groupingBy(
                    part, () -> new EnumMap<>(Part.class), Collectors.toUnmodifiableList()));
    LabelledSplit split =
        new LabelledSplit(
            by,
            lists.getOrDefault(Part.TRAINING, List.of()),
            lists.getOrDefault(Part.VALIDATION, List.of()),
            lists.getOrDefault(Part.TEST, List.of()),
            List.copyOf(notes));
    if (by != By.IMAGE) {
      split.refuseLeaks();
    }
    return split;
  }

  /// The images of one part.
  public List<ImageEntry> part(Part part) {
    return switch (part) {
      case TRAINING -> training;
      case VALIDATION -> validation;
      case TEST -> test;
      case NONE -> List.of();
    };
  }

  /// @throws CdsslException (DATA) where a subject is in two parts
  private void refuseLeaks() {
    Map<String, Part> seen = new HashMap<>();
    Set<String> leaks = new LinkedHashSet<>();
    for (Part part : PARTS) {
      for (ImageEntry e : part(part)) {
        Part before = seen.putIfAbsent(e.subject(), part);
        if (before != null && before != part) {
          leaks.add(e.subject());
        }
      }
    }
    if (!leaks.isEmpty()) {
      throw CdsslException.data(
          leaks.size()
              + (leaks.size() == 1 ? " subject is" : " subjects are")
              + " in two parts of the split, such as "
              + leaks.iterator().next()
              + "; divide by subject");
    }
  }

  private static By resolve(By wanted, List<ImageEntry> labelled) {
    long without = labelled.stream().filter(e -> e.part() == Part.NONE).count();
    if (wanted == By.OFFICIAL && without > 0) {
      throw CdsslException.data(
          without
              + " of "
              + labelled.size()
              + " labelled images have no part in an official split, such as "
              + labelled.stream().filter(e -> e.part() == Part.NONE).findFirst().orElseThrow().id()
              + "; divide by subject");
    }
    boolean tested = labelled.stream().anyMatch(e -> e.part() == Part.TEST);
    if (wanted == By.OFFICIAL && !tested) {
      throw CdsslException.data(
          "the labels of the official test part are not published; divide by subject");
    }
    if (wanted != By.AUTO) {
      return wanted;
    }
    return without == 0 && tested ? By.OFFICIAL : By.SUBJECT;
  }

  /// By id. Two published parts become three: validation is cut from training, by subject.
  private static Map<String, Part> official(
      List<ImageEntry> labelled, SplitConfig config, List<String> notes) {
    Map<String, Part> parts = new HashMap<>();
    labelled.forEach(e -> parts.put(e.id(), e.part()));
    if (!parts.containsValue(Part.VALIDATION) && config.ratio().get(1) > 0) {
      List<ImageEntry> training = labelled.stream().filter(e -> e.part() == Part.TRAINING).toList();
      List<Integer> ratio = List.of(config.ratio().get(0), config.ratio().get(1), 0);
      Map<String, Part> cut = drawn(training, ImageEntry::subject, ratio, config.seed());
      training.forEach(e -> parts.put(e.id(), cut.get(e.subject())));
      notes.add("the official split has no validation part; it is cut from the training part");
    }
    return parts;
  }

  /// Part by unit, stratified. In a stratum of three units or more every part that has a share gets
  /// at least one.
  private static Map<String, Part> drawn(
      List<ImageEntry> entries, Function<ImageEntry, String> unit, List<Integer> ratio, long seed) {
    Map<String, Part> parts = new HashMap<>();
    for (List<String> units : Strata.of(entries, unit, seed)) {
      int[] counts = counts(units.size(), ratio);
      int at = 0;
      for (int p = 0; p < counts.length; p++) {
        for (int i = 0; i < counts[p]; i++) {
          parts.put(units.get(at++), PARTS.get(p));
        }
      }
    }
    return parts;
  }

  /// Largest remainders; ties go to the earlier part.
  static int[] counts(int units, List<Integer> ratio) {
    int sum = ratio.stream().mapToInt(Integer::intValue).sum();
    int[] counts = new int[ratio.size()];
    double[] rest = new double[ratio.size()];
    int left = units;
    for (int p = 0; p < counts.length; p++) {
      double exact = (double) units * ratio.get(p) / sum;
      counts[p] = (int) exact;
      rest[p] = exact - counts[p];
      left -= counts[p];
    }
    for (; left > 0; left--) {
      int best = 0;
      for (int p = 1; p < rest.length; p++) {
        best = rest[p] > rest[best] + 1e-9 ? p : best;
      }
      counts[best]++;
      rest[best] = -1;
    }
    for (int p = 0; p < counts.length && units >= counts.length; p++) {
      if (counts[p] == 0 && ratio.get(p) > 0) {
        int most = 0;
        for (int q = 1; q < counts.length; q++) {
          most = counts[q] > counts[most] ? q : most;
        }
        counts[most]--;
        counts[p]++;
      }
    }
    return counts;
  }
}

package org.cdssl.collection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cdssl.config.Downstream;
import org.cdssl.config.SourceConfig;
import org.cdssl.config.SourceConfig.Kind;

/// What a pre-training collection shares with downstream sets (METHOD F, G.1 S8). An encoder that
/// saw a test image is not tested by it.
///
/// Cases are told apart only where that is published: by the official split, which MedMNIST says
/// FractureMNIST3D takes over from RibFrac, and that of a MedMNIST set itself. Everywhere else the
/// whole collection is left out; no case numbers are guessed.
final class Overlap {
  /// @param collection of pre-training: a kind, with the set or task where a kind has several
  /// @param downstream what it overlaps
  /// @param officialTraining whether the official training part may stay
  /// @param reason for people, reads on after "because"
  private record Rule(
      String collection, Set<Downstream> downstream, boolean officialTraining, String reason) {}

  private static final String LITS =
      "it is made of LiTS, which is MSD Liver, and does not say which case is which";

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "luna16",
              Set.of(Downstream.NODULEMNIST3D),
              false,
              "LUNA16 and NoduleMNIST3D are both made of LIDC-IDRI, and NoduleMNIST3D does not say"
                  + " of which scans"),
          new Rule(
              "ribfrac",
              Set.of(Downstream.FRACTUREMNIST3D),
              true,
              "FractureMNIST3D is cut from RibFrac with its official split"),
          new Rule(
              "abdomenct1k",
              Set.of(
                  Downstream.MSD_LIVER,
                  Downstream.MSD_SPLEEN,
                  Downstream.MSD_PANCREAS,
                  Downstream.ORGANMNIST3D),
              false,
              "it re-packs LiTS (MSD Liver, OrganMNIST3D), MSD Spleen and MSD Pancreas and does not"
                  + " say which case is which"),
          new Rule(
              "msd/liver", Set.of(Downstream.ORGANMNIST3D), false, "OrganMNIST3D is cut from it"),
          new Rule("medmnist/organmnist3d", Set.of(Downstream.MSD_LIVER), false, LITS),
          new Rule(
              "medmnist/organamnist",
              Set.of(Downstream.MSD_LIVER, Downstream.ORGANMNIST3D),
              false,
              LITS),
          new Rule(
              "medmnist/organcmnist",
              Set.of(Downstream.MSD_LIVER, Downstream.ORGANMNIST3D),
              false,
              LITS),
          new Rule(
              "medmnist/organsmnist",
              Set.of(Downstream.MSD_LIVER, Downstream.ORGANMNIST3D),
              false,
              LITS),
          new Rule(
              "medmnist/chestmnist",
              Set.of(Downstream.NIH_CHESTXRAY14),
              false,
              "it is ChestX-ray14 made small and does not name patients"),
          new Rule(
              "nih_chestxray14",
              Set.of(Downstream.NIH_CHESTXRAY14),
              false,
              "it is the downstream set itself, which is split at random"),
          new Rule(
              "nih_chestxray14",
              Set.of(Downstream.CHESTMNIST),
              false,
              "ChestMNIST is ChestX-ray14 made small and does not name patients"));

  private Overlap() {}

  /// What stays of the entries of one source.
  ///
  /// @param notes told, in one line a reason, how many images are left out and why
  static List<ImageEntry> exclude(
      SourceConfig source,
      List<ImageEntry> entries,
      Collection<Downstream> downstream,
      List<String> notes) {
    Set<Downstream> named = EnumSet.noneOf(Downstream.class);
    named.addAll(downstream.contains(Downstream.ALL) ? List.of(Downstream.values()) : downstream);
    if (!source.excludeOverlap() || source.kind() == Kind.FOLDER || named.isEmpty()) {
      return entries;
    }
    List<ImageEntry> kept = new ArrayList<>();
    Map<String, Integer> left = new LinkedHashMap<>();
    Map<String, Optional<Rule>> rules = new LinkedHashMap<>();
    for (ImageEntry e : entries) {
      Optional<Rule> rule =
          rules.computeIfAbsent(collection(source.kind(), e), c -> rule(c, named));
      if (rule.isEmpty() || (rule.get().officialTraining() && e.part() == Part.TRAINING)) {
        kept.add(e);
      } else {
        left.merge(rule.get().reason() + text(rule.get(), named), 1, Integer::sum);
      }
    }
    left.forEach((reason, count) ->
        notes.add(
            "source "
                + source.name()
                + ": left out "
                + count
                + " of "
                + entries.size()
                + " images because "
                + reason
                + "; excludeOverlap: false takes them"));
    return kept;
  }

  /// Images of other collections than these sets that are made of the same scans.
  static List<ImageEntry> sharedWith(
      SourceConfig source, List<ImageEntry> entries, Collection<Downstream> sets) {
    if (source.kind() == Kind.FOLDER) {
      return List.of();
    }
    Map<String, Boolean> shared = new LinkedHashMap<>();
    return entries.stream()
        .filter(e ->
            shared.computeIfAbsent(
                collection(source.kind(), e),
                c ->
                    RULES.stream()
                        .filter(r -> r.collection().equals(c))
                        .anyMatch(r ->
                            r.downstream().stream().anyMatch(d -> sets.contains(d) && !is(d, c)))))
        .filter(e -> e.part() != Part.TRAINING || !trainingMayStay(source, e, sets))
        .toList();
  }

  private static boolean trainingMayStay(
      SourceConfig source, ImageEntry entry, Collection<Downstream> sets) {
    String collection = collection(source.kind(), entry);
    return RULES.stream()
        .filter(r -> r.collection().equals(collection))
        .filter(r -> r.downstream().stream().anyMatch(sets::contains))
        .allMatch(Rule::officialTraining);
  }

  /// The downstream sets that labelled images are.
  static Set<Downstream> setsOf(SourceConfig source, List<ImageEntry> entries) {
    Set<Downstream> sets = EnumSet.noneOf(Downstream.class);
    if (source.kind() != Kind.FOLDER && !entries.isEmpty()) {
      String collection = collection(source.kind(), entries.getFirst());
      for (Downstream set : Downstream.values()) {
        if (is(set, collection)) {
          sets.add(set);
        }
      }
    }
    return sets;
  }

  private static boolean is(Downstream set, String collection) {
    return set.name().toLowerCase(Locale.ROOT).equals(collection) || itself(set).equals(collection);
  }

  private static String text(Rule rule, Set<Downstream> named) {
    List<String> sets =
        named.stream()
            .filter(rule.downstream()::contains)
            .map(d -> d.name().toLowerCase(Locale.ROOT))
            .toList();
    return " (data.downstream: " + String.join(", ", sets) + ")";
  }

  /// The name that the rules know an image's collection by. Layouts with several sets begin their
  /// subjects with the set.
  private static String collection(Kind kind, ImageEntry entry) {
    String name = kind.name().toLowerCase(Locale.ROOT);
    String subject = entry.subject().substring(entry.subject().indexOf('/') + 1);
    return switch (kind) {
      case MEDMNIST -> name + "/" + subject.substring(0, subject.indexOf('/'));
      case MSD -> name + "/" + subject.replaceFirst("_[^_]*$", "").toLowerCase(Locale.ROOT);
      default -> name;
    };
  }

  private static Optional<Rule> rule(String collection, Set<Downstream> named) {
    return named.stream()
        .filter(d -> itself(d).equals(collection))
        .findFirst()
        .map(d ->
            new Rule(
                collection,
                Set.of(d),
                collection.startsWith("medmnist/"),
                "it is the downstream set itself"))
        .or(() ->
            RULES.stream()
                .filter(r -> r.collection().equals(collection))
                .filter(r -> r.downstream().stream().anyMatch(named::contains))
                // the strictest first
                .min((a, b) -> Boolean.compare(a.officialTraining(), b.officialTraining())));
  }

  /// The collection that is the downstream set.
  private static String itself(Downstream set) {
    String name = set.name().toLowerCase(Locale.ROOT);
    if (name.startsWith("msd_")) {
      return name.replace('_', '/');
    }
    return name.endsWith("mnist") || name.endsWith("mnist3d") ? "medmnist/" + name : "";
  }
}

package org.cdssl.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.cdssl.CdsslException;
import org.cdssl.collection.CollectionScan;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Manifest;
import org.cdssl.collection.Part;
import org.cdssl.config.DataConfig;
import org.cdssl.config.Downstream;
import org.cdssl.config.ExperimentConfig;
import org.cdssl.config.ExperimentConfig.Leaks;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.config.GridRowConfig;
import org.cdssl.config.LoadedGrid;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.SourceConfig;
import org.cdssl.transfer.TaskData;

/// Keeps the subjects that tasks are tested on out of the pools of pre-training.
///
/// Two images are of one subject where the collections' names for it are equal, or where they are
/// the same file. Where a pool holds another collection that is known to be made of the same scans,
/// and nobody published which, all of its images count.
final class LeakGuard {
  private static final int NAMED = 5;

  private final Leaks mode;
  private final Map<DataConfig, Set<String>> excluded = new HashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();

  private LeakGuard(Leaks mode) {
    this.mode = mode;
  }

  /// What a task tests on, and selects by.
  ///
  /// @param judged names and files of validation and test images
  /// @param tested the same of test images alone
  private record Guarded(String task, Set<String> judged, Set<String> tested) {}

  /// @throws CdsslException DATA with names and counts, where test subjects are in a pool and the
  ///   grid does not say what to do about it
  static LeakGuard of(LoadedGrid grid, Scans scans) throws IOException {
    ExperimentConfig config = grid.config();
    LeakGuard guard = new LeakGuard(config.leaks());
    List<Guarded> tasks = new ArrayList<>();
    Set<Downstream> sets = EnumSet.noneOf(Downstream.class);
    Set<List<Object>> seen = new HashSet<>();
    for (int r = 0; r < config.rows().size(); r++) {
      for (int t = 0; t < config.tasks().size(); t++) {
        FinetuneConfig task = grid.finetune().get(r).get(t);
        if (seen.add(List.of(task.data(), task.task()))) {
          Optional<TaskData> data = scans.task(task);
          if (data.isPresent()) {
            tasks.add(guarded(config.tasks().get(t).name(), data.get()));
            for (SourceConfig source : task.data().sources()) {
              sets.addAll(CollectionScan.setsOf(source, of(source, data.get())));
            }
          }
        }
      }
    }
    List<String> found = new ArrayList<>();
    Set<DataConfig> pools = new LinkedHashSet<>();
    for (int r = 0; r < config.rows().size(); r++) {
      if (config.rows().get(r).init() == GridRowConfig.Init.PRETRAINED) {
        pools.add(grid.pretrain().get(r).data());
      }
    }
    for (DataConfig pool : pools) {
      Optional<Manifest> images = scans.pool(pool);
      if (images.isPresent()) {
        guard.look(pool, images.get(), tasks, sets, found);
      }
    }
    if (config.leaks() != Leaks.ALLOW && !found.isEmpty()) {
      throw CdsslException.data(
          "test subjects are in the pre-training pool, so the encoder has seen what it is tested"
              + " on:\n  "
              + String.join("\n  ", found)
              + "\nleaks: exclude leaves these subjects out of the pool, leaks: allow goes on and"
              + " says so in the table");
    }
    found.forEach(line -> guard.notes.add("Leak, allowed by the grid: " + line));
    return guard;
  }

  private void look(
      DataConfig pool,
      Manifest images,
      List<Guarded> tasks,
      Set<Downstream> sets,
      List<String> found)
      throws IOException {
    Map<String, Set<String>> leaks = new LinkedHashMap<>();
    Set<String> out = new TreeSet<>();
    for (ImageEntry entry : images.entries()) {
      List<String> names = names(entry);
      for (Guarded task : tasks) {
        if (names.stream().anyMatch(task.judged()::contains)) {
          out.add(entry.subject());
          if (names.stream().anyMatch(task.tested()::contains)) {
            leaks.computeIfAbsent(task.task(), _ -> new TreeSet<>()).add(entry.subject());
          }
        }
      }
    }
    if (mode == Leaks.EXCLUDE) {
      excluded.put(pool, out);
      if (!out.isEmpty()) {
        notes.add(
            out.size()
                + " subjects of validation and test parts were left out of the pre-training pool of "
                + images.subjects()
                + " subjects.");
      }
      leaks.clear();
    }
    leaks.forEach((task, subjects) -> found.add("task " + task + ": " + count(subjects)));
    Map<String, Set<String>> shared = new LinkedHashMap<>();
    for (ImageEntry entry : CollectionScan.sharedWith(pool, images, sets)) {
      shared.computeIfAbsent(entry.source(), _ -> new TreeSet<>()).add(entry.subject());
    }
    shared.forEach((source, subjects) ->
        found.add(
            "source "
                + source
                + " is made of the same scans as a task's collection and does not say which: "
                + count(subjects)
                + "; excludeOverlap: true leaves it out"));
  }

  private static String count(Set<String> subjects) {
    List<String> first = subjects.stream().limit(NAMED).toList();
    return subjects.size()
        + (subjects.size() == 1 ? " subject, " : " subjects, such as ")
        + String.join(", ", first);
  }

  private static Guarded guarded(String name, TaskData data) throws IOException {
    Set<String> tested = new HashSet<>();
    for (ImageEntry e : data.parts().getOrDefault(Part.TEST, List.of())) {
      tested.addAll(names(e));
    }
    Set<String> judged = new HashSet<>(tested);
    for (ImageEntry e : data.parts().getOrDefault(Part.VALIDATION, List.of())) {
      judged.addAll(names(e));
    }
    return new Guarded(name, judged, tested);
  }

  private static List<ImageEntry> of(SourceConfig source, TaskData data) {
    return data.parts().values().stream()
        .flatMap(List::stream)
        .filter(e -> e.source().equals(source.name()))
        .toList();
  }

  /// What an image may be known by: its subject, and its place on disk.
  private static List<String> names(ImageEntry entry) throws IOException {
    Path file = entry.file().toRealPath();
    return List.of(
        "subject " + entry.subject(),
        "file " + file + "#" + entry.member() + "@" + Math.max(0, entry.frame()));
  }

  /// The pre-training without the subjects that are left out.
  PretrainConfig clean(PretrainConfig config) {
    Set<String> out = excluded.getOrDefault(config.data(), Set.of());
    if (out.isEmpty()) {
      return config;
    }
    DataConfig d = config.data();
    Set<String> all = new TreeSet<>(d.excludeSubjects());
    all.addAll(out);
    DataConfig data =
        new DataConfig(
            d.sources(),
            d.downstream(),
            d.heldOut(),
            d.heldOutMax(),
            d.maxBadFraction(),
            d.memoryMb(),
            List.copyOf(all),
            d.cache());
    return new PretrainConfig(
        config.seed(),
        data,
        config.pseudo3d(),
        config.views(),
        config.network(),
        config.pretext(),
        config.probe(),
        config.training());
  }

  /// Lines for the table.
  List<String> notes() {
    return List.copyOf(notes);
  }
}

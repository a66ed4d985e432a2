package org.cdssl.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cdssl.collection.CollectionScan;
import org.cdssl.collection.Manifest;
import org.cdssl.config.DataConfig;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.config.LabelledDataConfig;
import org.cdssl.config.SourceConfig;
import org.cdssl.config.TaskConfig;
import org.cdssl.transfer.RunSplit;
import org.cdssl.transfer.TaskData;

/// What images the runs of a grid have. Each pool and each task is scanned once; no image is
/// opened.
final class Scans {
  private record TaskKey(TaskConfig task, LabelledDataConfig data) {}

  private final Map<DataConfig, Manifest> pools = new HashMap<>();
  private final Map<TaskKey, TaskData> tasks = new HashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();

  /// The pool of a pre-training; empty where its images are not there.
  Optional<Manifest> pool(DataConfig data) throws IOException {
    if (!there(data.sources())) {
      return Optional.empty();
    }
    Manifest known = pools.get(data);
    if (known == null) {
      known = CollectionScan.forPretraining(data);
      notes.addAll(known.notes());
      pools.put(data, known);
    }
    return Optional.of(known);
  }

  /// The divided images of a task; empty where they are not there.
  Optional<TaskData> task(FinetuneConfig config) throws IOException {
    if (!there(config.data().sources())) {
      return Optional.empty();
    }
    TaskKey key = new TaskKey(config.task(), config.data());
    TaskData known = tasks.get(key);
    if (known == null) {
      known = TaskData.of(config, RunSplit.none(), notes::add);
      tasks.put(key, known);
    }
    return Optional.of(known);
  }

  /// What the scans found worth knowing, each line once.
  List<String> notes() {
    return List.copyOf(notes);
  }

  private static boolean there(List<SourceConfig> sources) {
    return !sources.isEmpty() && sources.stream().allMatch(s -> Files.exists(Path.of(s.path())));
  }
}

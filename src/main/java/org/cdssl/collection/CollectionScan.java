package org.cdssl.collection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cdssl.CdsslException;
import org.cdssl.collection.layout.Layouts;
import org.cdssl.collection.layout.ScannedSource;
import org.cdssl.config.DataConfig;
import org.cdssl.config.Downstream;
import org.cdssl.config.SourceConfig;

/// Lists the images of all sources.
public final class CollectionScan {
  private CollectionScan() {}

  /// Scans the sources in turn, to learn from labels or to look at: nothing is left out that a
  /// downstream set holds too. Opens no image.
  ///
  /// @throws CdsslException (DATA) where a source holds no image, a file has no subject, or a
  ///   layout contradicts itself
  public static Manifest of(List<SourceConfig> sources) throws IOException {
    return of(sources, Set.of());
  }

  /// Scans the sources of a pre-training run. What the downstream sets of the configuration hold
  /// too is left out, with a note, unless the source says otherwise.
  ///
  /// @throws CdsslException (DATA) as above, and where nothing is left
  public static Manifest forPretraining(DataConfig data) throws IOException {
    Manifest manifest = without(data.excludeSubjects(), of(data.sources(), data.downstream()));
    if (manifest.entries().isEmpty() && !data.sources().isEmpty()) {
      throw CdsslException.data(
          "no image is left to pre-train on:\n  "
              + String.join("\n  ", manifest.notes())
              + "\nname the sets you evaluate on in data.downstream, or set excludeOverlap: false");
    }
    return manifest;
  }

  /// What stays of a source's images beside downstream sets; see [#forPretraining].
  ///
  /// @param notes told, in one line a reason, how many images are left out and why
  public static List<ImageEntry> withoutOverlap(
      SourceConfig source,
      List<ImageEntry> entries,
      Collection<Downstream> downstream,
      List<String> notes) {
    return Overlap.exclude(source, entries, downstream, notes);
  }

  /// Which images of a pre-training run are of collections that, as is published, are made of the
  /// same scans as one of these sets, without being that set. No such image can be cleared one by
  /// one.
  ///
  /// @param sets that the encoder will be evaluated on
  public static List<ImageEntry> sharedWith(
      DataConfig data, Manifest pool, Collection<Downstream> sets) throws IOException {
    List<ImageEntry> shared = new ArrayList<>();
    for (SourceConfig source : data.sources()) {
      List<ImageEntry> own =
          pool.entries().stream().filter(e -> e.source().equals(source.name())).toList();
      shared.addAll(Overlap.sharedWith(source, own, sets));
    }
    return shared;
  }

  /// The downstream sets that a source of labelled images is.
  public static Set<Downstream> setsOf(SourceConfig source, List<ImageEntry> entries) {
    return Overlap.setsOf(source, entries);
  }

  private static Manifest without(List<String> subjects, Manifest all) {
    if (subjects.isEmpty()) {
      return all;
    }
    Set<String> named = new HashSet<>(subjects);
    List<ImageEntry> kept =
        all.entries().stream().filter(e -> !named.contains(e.subject())).toList();
    List<String> notes = new ArrayList<>(all.notes());
    notes.add(
        "left out "
            + (all.entries().size() - kept.size())
            + " images of subjects that data.excludeSubjects names");
    return Manifest.of(kept, notes, all.classes());
  }

  private static Manifest of(List<SourceConfig> sources, Collection<Downstream> downstream)
      throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    Map<String, List<String>> classes = new LinkedHashMap<>();
    for (SourceConfig source : sources) {
      ScannedSource scanned = Layouts.scan(source);
      notes.addAll(scanned.notes());
      entries.addAll(Overlap.exclude(source, scanned.entries(), downstream, notes));
      classes.put(source.name(), scanned.classes());
    }
    return Manifest.of(entries, notes, classes);
  }
}

package org.cdssl.transfer.segmentation;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.cdssl.CdsslException;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Quarantined;

/// The cases of a part, read on demand and kept as long as the memory lasts. Safe for use by
/// several threads.
///
/// A case that cannot be read twice is quarantined and its index answered by the next readable one,
/// so an answer depends on the index and the files alone (P13).
final class CasePool {
  /// So many bad cases are always forgiven, as long as one is readable.
  private static final int FORGIVEN = 3;

  private final List<ImageEntry> entries;
  private final CaseLoader loader;
  private final AtomicLong budget;
  private final int mostBad;
  private final Map<Integer, SegmentationCase> kept = new ConcurrentHashMap<>();
  private final Map<Integer, Object> locks = new HashMap<>();
  private volatile boolean full;
  private final TreeMap<Integer, Quarantined> bad = new TreeMap<>();

  /// @param budget bytes that all pools of a run may keep together
  /// @param maxBadFraction share of the cases that may be bad
  CasePool(List<ImageEntry> entries, CaseLoader loader, AtomicLong budget, double maxBadFraction) {
    this.entries = List.copyOf(entries);
    this.loader = loader;
    this.budget = budget;
    mostBad = Math.max(FORGIVEN, (int) Math.ceil(maxBadFraction * entries.size()));
    for (int i = 0; i < entries.size(); i++) {
      locks.put(i, new Object());
    }
  }

  int size() {
    return entries.size();
  }

  ImageEntry entry(int index) {
    return entries.get(index);
  }

  List<ImageEntry> entries() {
    return entries;
  }

  /// Whether another case can be kept.
  boolean hasRoom() {
    return budget.get() > 0 && !full;
  }

  /// The case with this index or, where it cannot be read, the next readable one.
  ///
  /// @throws CdsslException DATA when too many are bad
  SegmentationCase get(int index) {
    for (int step = 0; step < entries.size(); step++) {
      Optional<SegmentationCase> found = find((index + step) % entries.size());
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw tooManyBad();
  }

  /// The case with this index; empty where it cannot be read.
  Optional<SegmentationCase> find(int index) {
    synchronized (locks.get(index)) {
      SegmentationCase here = kept.get(index);
      if (here != null) {
        return Optional.of(here);
      }
      synchronized (bad) {
        if (bad.containsKey(index)) {
          return Optional.empty();
        }
      }
      try {
        SegmentationCase read = twice(entries.get(index));
        if (budget.addAndGet(-read.bytes()) >= 0) {
          kept.put(index, read);
        } else {
          budget.addAndGet(read.bytes());
          full = true;
        }
        return Optional.of(read);
      } catch (IOException | CdsslException | IllegalArgumentException e) {
        quarantine(index, e);
        return Optional.empty();
      }
    }
  }

  /// Once more after a failure: network file systems have bad moments.
  private SegmentationCase twice(ImageEntry entry) throws IOException {
    try {
      return loader.load(entry);
    } catch (IOException first) {
      return loader.load(entry);
    }
  }

  private void quarantine(int index, Exception failure) {
    String line = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    synchronized (bad) {
      bad.put(index, new Quarantined(entries.get(index), line));
      if (bad.size() > mostBad || bad.size() == entries.size()) {
        throw tooManyBad();
      }
    }
  }

  List<Quarantined> quarantined() {
    synchronized (bad) {
      return List.copyOf(bad.values());
    }
  }

  private CdsslException tooManyBad() {
    List<Quarantined> all = quarantined();
    StringBuilder text = new StringBuilder();
    all.stream().limit(FORGIVEN + 1L).forEach(q -> text.append("\n  ").append(q.reason()));
    return CdsslException.data(
        all.size()
            + " of "
            + entries.size()
            + " cases cannot be used, more than data.maxBadFraction allows; mend them, exclude them"
            + " or raise it:"
            + text);
  }
}

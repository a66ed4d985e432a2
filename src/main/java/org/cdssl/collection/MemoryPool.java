package org.cdssl.collection;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.cdssl.CdsslException;
import org.cdssl.image.PreparedImage;
import org.cdssl.view.ImagePool;

/// Images decoded on demand and kept as long as the budget lasts. Safe for use by several threads;
/// an image that two ask for at once is decoded once.
///
/// Nothing is evicted: every epoch visits each image once in a new order, and then keeping any
/// fixed share f of the images hits with probability f, while least-recently-used hits with about
/// f²/2.
///
/// A file that fails twice is quarantined and its index answered by the next readable one (P13), so
/// an answer depends on the index and the readability of the files, never on who asked first.
public final class MemoryPool implements ImagePool {
  /// So many bad files are always forgiven, as long as one is readable.
  static final int FORGIVEN = 3;

  private final List<ImageEntry> entries;
  private final ImageDecoder decoder;
  private final MemoryBudget budget;
  private final int mostBad;

  private final Object lock = new Object();
  private final Map<Integer, PreparedImage> kept = new HashMap<>();
  private final Map<Integer, CompletableFuture<Optional<PreparedImage>>> underWay = new HashMap<>();
  private final TreeMap<Integer, Quarantined> bad = new TreeMap<>();

  /// @param maxBadFraction share of the files that may be bad, [0, 1]; [#FORGIVEN] always may
  public MemoryPool(
      List<ImageEntry> entries, ImageDecoder decoder, MemoryBudget budget, double maxBadFraction) {
    this.entries = List.copyOf(entries);
    this.decoder = decoder;
    this.budget = budget;
    this.mostBad = Math.max(FORGIVEN, (int) Math.ceil(maxBadFraction * entries.size()));
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public String id(int index) {
    return entries.get(index).id();
  }

  /// The entry with this index, [0, size).
  public ImageEntry entry(int index) {
    return entries.get(index);
  }

  /// @throws CdsslException (DATA) when too many files are bad
  /// @throws CancellationException when the thread is interrupted
  @Override
  public PreparedImage get(int index) {
    int n = entries.size();
    if (index < 0 || index >= n) {
      throw new IndexOutOfBoundsException("image " + index + " of " + n);
    }
    for (int step = 0; step < n; step++) {
      Optional<PreparedImage> image = image((index + step) % n);
      if (image.isPresent()) {
        return image.get();
      }
    }
    throw tooManyBad();
  }

  /// What is quarantined so far, in the order of the entries.
  public List<Quarantined> quarantined() {
    synchronized (lock) {
      return List.copyOf(bad.values());
    }
  }

  /// Number of images that are decoded and kept.
  public int kept() {
    synchronized (lock) {
      return kept.size();
    }
  }

  boolean isKept(int index) {
    synchronized (lock) {
      return kept.containsKey(index);
    }
  }

  /// The image, or empty where the file is quarantined. Waits where another thread decodes it.
  ///
  /// @throws CdsslException (DATA) when too many files are bad
  public Optional<PreparedImage> image(int index) {
    while (true) {
      CompletableFuture<Optional<PreparedImage>> mine = new CompletableFuture<>();
      CompletableFuture<Optional<PreparedImage>> running;
      synchronized (lock) {
        if (bad.size() > mostBad) {
          throw tooManyBad();
        }
        if (bad.containsKey(index)) {
          return Optional.empty();
        }
        PreparedImage image = kept.get(index);
        if (image != null) {
          return Optional.of(image);
        }
        running = underWay.putIfAbsent(index, mine);
      }
      if (running == null) {
        return decode(index, mine);
      }
      try {
        return running.join();
      } catch (CancellationException e) {
        // the other thread was interrupted; this one tries itself
      } catch (CompletionException e) {
        throw e.getCause() instanceof CdsslException refused
            ? refused
            : new IllegalStateException("decoding failed in another thread", e.getCause());
      }
    }
  }

  private Optional<PreparedImage> decode(
      int index, CompletableFuture<Optional<PreparedImage>> promise) {
    try {
      Optional<PreparedImage> image = twice(index);
      finish(index, image);
      promise.complete(image);
      return image;
    } catch (CancellationException e) {
      finish(index, Optional.empty());
      promise.cancel(false);
      throw e;
    } catch (Throwable e) {
      finish(index, Optional.empty());
      promise.completeExceptionally(e);
      throw e;
    }
  }

  private void finish(int index, Optional<PreparedImage> image) {
    synchronized (lock) {
      underWay.remove(index);
      image.filter(i -> budget.take(i.grid().heapBytes() + 128)).ifPresent(i -> kept.put(index, i));
    }
  }

  /// Decodes, and once more after a failure: network file systems have bad moments.
  private Optional<PreparedImage> twice(int index) {
    ImageEntry entry = entries.get(index);
    try {
      return Optional.of(once(entry));
    } catch (IOException | RuntimeException first) {
      interrupted(first);
      try {
        return Optional.of(once(entry));
      } catch (IOException | RuntimeException second) {
        interrupted(second);
        quarantine(index, entry, second);
        return Optional.empty();
      }
    }
  }

  private PreparedImage once(ImageEntry entry) throws IOException {
    PreparedImage image = decoder.decode(entry);
    if (image == null) {
      throw new IOException(entry.file() + ": the decoder gave nothing");
    }
    return image;
  }

  /// A read that ended because the thread shall stop says nothing about the file.
  private static void interrupted(Exception failure) {
    if (failure instanceof ClosedByInterruptException
        || failure instanceof InterruptedIOException
        || failure instanceof CancellationException
        || Thread.currentThread().isInterrupted()) {
      CancellationException stopped = new CancellationException("interrupted while reading");
      stopped.initCause(failure);
      throw stopped;
    }
  }

  private void quarantine(int index, ImageEntry entry, Exception failure) {
    synchronized (lock) {
      bad.put(index, Quarantined.of(entry, failure));
      if (bad.size() > mostBad || bad.size() == entries.size()) {
        throw tooManyBad();
      }
    }
  }

  private CdsslException tooManyBad() {
    List<Quarantined> all = quarantined();
    List<String> lines = new ArrayList<>();
    all.stream().limit(FORGIVEN).forEach(q -> lines.add("\n  " + q.reason()));
    if (all.size() > lines.size()) {
      lines.add("\n  and " + (all.size() - FORGIVEN) + " more");
    }
    return CdsslException.data(
        all.size()
            + " of "
            + entries.size()
            + " images cannot be read, "
            + (all.size() >= entries.size()
                ? "that is all of them"
                : "more than the " + mostBad + " that data.maxBadFraction allows")
            + "; mend them, exclude them or raise data.maxBadFraction:"
            + String.join("", lines));
  }
}

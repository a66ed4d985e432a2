package org.cdssl.collection;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.numpy.NpyArray;
import org.cdssl.image.format.numpy.NpzFile;

/// Arrays of `.npz` archives, inflated once and shared by all who want an image of them. Safe for
/// use by several threads; two that want the same array at once wait for one inflation.
///
/// Kept are the arrays used last, up to a budget in bytes, and always the last one. They are softly
/// reachable: when the heap runs short the virtual machine takes them back, and they are inflated
/// again.
public final class ArchiveArrays {
  private record Key(Path file, String member) {}

  private record Kept(SoftReference<NpyArray> array, long bytes) {}

  private final Limits limits;
  private final long budget;
  private final LinkedHashMap<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Key, CompletableFuture<NpyArray>> underWay = new HashMap<>();
  private long bytes;
  private int inflations;

  /// @param budget bytes that may be kept
  ArchiveArrays(Limits limits, long budget) {
    this.limits = limits;
    this.budget = budget;
  }

  /// Keeps up to a quarter of the heap.
  public ArchiveArrays(Limits limits) {
    this(limits, Runtime.getRuntime().maxMemory() / 4);
  }

  /// The array whole.
  ///
  /// @throws IOException where the archive is damaged or has no such array
  NpyArray get(Path file, String member) throws IOException {
    Key key = new Key(file, member);
    CompletableFuture<NpyArray> mine = new CompletableFuture<>();
    CompletableFuture<NpyArray> running;
    synchronized (this) {
      Kept known = kept.get(key);
      NpyArray array = known == null ? null : known.array().get();
      if (array != null) {
        return array;
      }
      running = underWay.putIfAbsent(key, mine);
    }
    if (running != null) {
      try {
        return running.join();
      } catch (CompletionException e) {
        // the other thread failed or was interrupted; this one finds out for itself
        return inflate(key);
      }
    }
    try {
      NpyArray array = inflate(key);
      keep(key, array);
      mine.complete(array);
      return array;
    } catch (Throwable e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      synchronized (this) {
        underWay.remove(key);
      }
    }
  }

  private NpyArray inflate(Key key) throws IOException {
    synchronized (this) {
      inflations++;
    }
    try (NpzFile npz = NpzFile.open(key.file(), limits)) {
      return npz.read(key.member());
    }
  }

  private synchronized void keep(Key key, NpyArray array) {
    long size = (long) array.count() * array.type().bytes();
    Kept before = kept.put(key, new Kept(new SoftReference<>(array), size));
    bytes += size - (before == null ? 0 : before.bytes());
    var eldest = kept.entrySet().iterator();
    while (bytes > budget && kept.size() > 1) {
      bytes -= eldest.next().getValue().bytes();
      eldest.remove();
    }
  }

  /// How often an array was inflated.
  synchronized int inflations() {
    return inflations;
  }
}

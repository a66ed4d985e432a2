package org.cdssl.collection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.cdssl.CdsslException;

/// Decodes a pool's images ahead of training, on all cores.
public final class Preloading {
  /// Is told how far loading is; may be called from several threads.
  @FunctionalInterface
  public interface Progress {
    void loaded(int done, int of);
  }

  private Preloading() {}

  /// Decodes until every image is kept, the budget is used up or `stop` says so. Bad files are
  /// found here rather than hours later.
  ///
  /// @return number of images looked at
  /// @throws CdsslException (DATA) when too many files are bad
  public static int run(MemoryPool pool, int threads, Progress progress, BooleanSupplier stop) {
    AtomicInteger next = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    Callable<Void> work =
        () -> {
          int index;
          while (!stop.getAsBoolean() && (index = next.getAndIncrement()) < pool.size()) {
            boolean readable = pool.image(index).isPresent();
            progress.loaded(done.incrementAndGet(), pool.size());
            if (readable && !pool.isKept(index)) {
              break; // no room left
            }
          }
          return null;
        };
    try (ExecutorService executor = Executors.newFixedThreadPool(Math.max(1, threads))) {
      List<Future<Void>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(executor.submit(work));
      }
      try {
        for (Future<Void> worker : workers) {
          worker.get();
        }
      } catch (InterruptedException e) {
        executor.shutdownNow();
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted while loading images");
      } catch (ExecutionException e) {
        executor.shutdownNow();
        throw e.getCause() instanceof CdsslException refused
            ? refused
            : new IllegalStateException("loading images failed", e.getCause());
      }
    }
    return done.get();
  }
}

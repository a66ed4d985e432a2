package org.cdssl.transfer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.LongFunction;
import org.cdssl.CdsslException;

/// Makes what the coming steps need ahead of time. Values depend on the step alone, so the number
/// of workers changes nothing but the speed. Use from one thread.
final class Prefetch<T> implements AutoCloseable {
  private final LongFunction<T> maker;
  private final int ahead;
  private final long end;
  private final ExecutorService workers;
  private final Deque<Future<T>> made = new ArrayDeque<>();
  private long next;
  private double waitedSeconds;

  /// @param workers threads; 0: `next` makes the value itself
  /// @param from first step
  /// @param end step after the last
  Prefetch(LongFunction<T> maker, int workers, long from, long end) {
    this.maker = maker;
    this.ahead = workers == 0 ? 1 : workers + 1;
    this.end = end;
    this.next = from;
    this.workers =
        workers == 0
            ? null
            : Executors.newFixedThreadPool(
                workers, Thread.ofPlatform().daemon().name("batches-", 0).factory());
  }

  /// The value of the next step.
  ///
  /// @throws CdsslException what the maker threw
  T next() {
    long start = System.nanoTime();
    while (made.size() < ahead && next < end) {
      long step = next++;
      Callable<T> task = () -> maker.apply(step);
      if (workers == null) {
        FutureTask<T> now = new FutureTask<>(task);
        now.run();
        made.add(now);
      } else {
        made.add(workers.submit(task));
      }
    }
    try {
      return made.remove().get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case CdsslException known -> throw known;
        case Error fatal -> throw fatal;
        default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      waitedSeconds += (System.nanoTime() - start) * 1e-9;
    }
  }

  /// Seconds that [#next] has kept its caller waiting, in all.
  double waitedSeconds() {
    return waitedSeconds;
  }

  @Override
  public void close() {
    if (workers != null) {
      workers.shutdownNow();
    }
  }
}

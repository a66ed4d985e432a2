package org.cdssl.view;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.cdssl.CdsslException;
import org.cdssl.config.PretrainConfig;
import org.cdssl.image.PreparedImage;

/// The batches of a run, one step after the other, made ahead of time by worker threads.
///
/// Samples, not batches, are what the workers share, so that a large batch does not wait for one
/// thread. Their number changes nothing but the speed. Use from one thread:
///
/// ```java
/// try (Batches batches = Batches.of(config, plan, xrays, volumes, firstStep)) {
///   while (...) {
///     try (Batch batch = batches.next()) { ... }
///   }
/// }
/// ```
public final class Batches implements AutoCloseable {
  private static final long JOIN_SECONDS = 10;

  private final SampleOrder order;
  private final ImagePool flats;
  private final ImagePool volumes;
  private final Slot[] ring;
  private final List<Thread> workers = new ArrayList<>();
  private final ViewMaker own;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // all below: under the lock
  private long stepToTake;
  private long stepToMake;
  private int sampleToMake;
  private long waitedNanos;
  private boolean closed;

  /// Batches of the run that this configuration describes, from `firstStep` on.
  ///
  /// @param flats X-rays
  public static Batches of(
      PretrainConfig config, ViewPlan plan, ImagePool flats, ImagePool volumes, long firstStep) {
    SampleOrder order =
        new SampleOrder(
            flats.size(),
            volumes.size(),
            config.training().batchSize(),
            Mixing.of(config.training()),
            config.seed());
    return new Batches(
        order,
        flats,
        volumes,
        plan,
        ViewSizes.of(config.views(), config.pseudo3d()),
        () -> new ViewMaker(plan, config.views(), config.pseudo3d(), config.seed()),
        config.training().workers(),
        firstStep);
  }

  /// @param makers a new maker for each worker
  /// @param workerCount threads; 0: `next` makes the batch itself
  Batches(
      SampleOrder order,
      ImagePool flats,
      ImagePool volumes,
      ViewPlan plan,
      ViewSizes sizes,
      Supplier<ViewMaker> makers,
      int workerCount,
      long firstStep) {
    this.order = order;
    this.flats = flats;
    this.volumes = volumes;
    this.stepToTake = firstStep;
    this.stepToMake = firstStep;
    this.own = makers.get();
    this.ring = new Slot[workerCount == 0 ? 1 : 2];
    for (int i = 0; i < ring.length; i++) {
      ring[i] = new Slot(plan, sizes);
    }
    for (int i = 0; i < workerCount; i++) {
      ViewMaker maker = i == 0 ? own : makers.get();
      workers.add(Thread.ofPlatform().daemon().name("views-" + i).start(() -> work(maker)));
    }
  }

  /// The batch of the next step; waits until it is made. Close it to have its memory filled again.
  ///
  /// @throws CdsslException when a view could not be made; names the image
  public Batch next() {
    long start = System.nanoTime();
    lock.lock();
    try {
      Slot slot = slot(stepToTake);
      if (slot.taken) {
        throw new IllegalStateException("close the earlier batches before taking another");
      }
      while (!closed && !slot.ready(stepToTake)) {
        if (workers.isEmpty()) {
          makeOne(own);
        } else {
          changed.awaitUninterruptibly();
        }
      }
      if (closed) {
        throw new IllegalStateException("the batches are closed");
      }
      if (slot.failure != null) {
        throw slot.failure;
      }
      slot.taken = true;
      stepToTake++;
      return slot.batch;
    } finally {
      waitedNanos += System.nanoTime() - start;
      lock.unlock();
    }
  }

  /// Seconds that `next` has kept its callers waiting, in all.
  public double waitedSeconds() {
    lock.lock();
    try {
      return waitedNanos * 1e-9;
    } finally {
      lock.unlock();
    }
  }

  /// Stops the workers; each finishes the sample it is at.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(JOIN_SECONDS);
    for (Thread worker : workers) {
      try {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        worker.join(Math.max(1, left));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(ViewMaker maker) {
    lock.lock();
    try {
      while (!closed) {
        if (slot(stepToMake).free(stepToMake)) {
          makeOne(maker);
        } else {
          changed.awaitUninterruptibly();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// Claims the next sample and makes it with the lock open.
  private void makeOne(ViewMaker maker) {
    Slot slot = slot(stepToMake);
    if (sampleToMake == 0) {
      slot.start(stepToMake);
    }
    int n = sampleToMake++;
    if (sampleToMake == order.batchSize()) {
      sampleToMake = 0;
      stepToMake++;
    }
    lock.unlock();
    CdsslException failure = null;
    try {
      make(maker, slot.batch, n);
    } catch (RuntimeException | Error e) {
      failure = describe(e, slot.batch, n);
    } finally {
      lock.lock();
    }
    slot.made(n, failure);
    changed.signalAll();
  }

  private void make(ViewMaker maker, Batch batch, int n) {
    Sample sample = batch.samples().get(n);
    PreparedImage image = (sample.flat() ? flats : volumes).get(sample.index());
    batch.putId(n, image.id());
    maker.make(image, sample, batch, n);
  }

  private static CdsslException describe(Throwable cause, Batch batch, int n) {
    Sample sample = batch.samples().get(n);
    String id = batch.ids().get(n);
    String image =
        id.isEmpty()
            ? (sample.flat() ? "X-ray " : "volume ") + sample.index() + " of the pool"
            : "image " + id;
    String message = "no views of " + image + " (step " + batch.step() + "): " + cause.getMessage();
    CdsslException.Kind kind =
        cause instanceof CdsslException known ? known.kind() : CdsslException.Kind.OTHER;
    return new CdsslException(kind, message, cause);
  }

  private Slot slot(long step) {
    return ring[(int) (step % ring.length)];
  }

  /// A batch and how far it is. Everything under the lock except the filling of the batch.
  private final class Slot {
    private final Batch batch;
    private long step = -1;
    private int left;
    private boolean taken;
    private int failedSample;
    private CdsslException failure;

    Slot(ViewPlan plan, ViewSizes sizes) {
      batch = new Batch(plan, sizes, order.batchSize(), this::release);
    }

    /// Whether samples of this step may be written here.
    boolean free(long wanted) {
      return step == wanted || (left == 0 && !taken && step < stepToTake && failure == null);
    }

    boolean ready(long wanted) {
      return step == wanted && left == 0;
    }

    void start(long newStep) {
      step = newStep;
      left = order.batchSize();
      batch.start(newStep, order.batch(newStep));
    }

    void made(int n, CdsslException failed) {
      left--;
      if (failed != null && (failure == null || n < failedSample)) {
        failure = failed;
        failedSample = n;
      }
    }

    void release() {
      lock.lock();
      try {
        taken = false;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}

package org.cdssl.collection.cache;

import java.util.concurrent.Semaphore;

/// Heap that images in preparation share, so that several large volumes wait for each other instead
/// of running out of memory together. One that needs more than there is goes alone.
final class PreparationMemory {
  private static final double SHARE = 0.7;

  private final int all = (int) Math.max(1, SHARE * Runtime.getRuntime().maxMemory() / (1 << 20));
  private final Semaphore left = new Semaphore(all, true);

  /// Held until closed.
  record Share(Semaphore left, int megabytes) implements AutoCloseable {
    @Override
    public void close() {
      left.release(megabytes);
    }
  }

  Share take(long bytes) throws InterruptedException {
    int megabytes = Math.clamp(bytes >> 20, 1, all);
    left.acquire(megabytes);
    return new Share(left, megabytes);
  }
}

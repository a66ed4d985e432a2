package org.cdssl.collection;

import java.util.concurrent.atomic.AtomicLong;

/// Memory that several pools share. Safe for use by several threads.
public final class MemoryBudget {
  private final AtomicLong left;

  public MemoryBudget(long bytes) {
    left = new AtomicLong(bytes);
  }

  public static MemoryBudget ofMb(int megabytes) {
    return new MemoryBudget((long) megabytes << 20);
  }

  /// Takes so many bytes, if they are left.
  boolean take(long bytes) {
    long before = left.get();
    while (before >= bytes) {
      if (left.compareAndSet(before, before - bytes)) {
        return true;
      }
      before = left.get();
    }
    return false;
  }

  /// Bytes not taken yet.
  public long left() {
    return left.get();
  }
}

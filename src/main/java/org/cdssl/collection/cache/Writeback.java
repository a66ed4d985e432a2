package org.cdssl.collection.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;

/// Has a file that grows put on the disk while it is being written, so that little is left to wait
/// for at its end. For use by one thread.
final class Writeback {
  /// Bytes written between two calls to the disk.
  private static final long PIECE = 16L << 20;

  private final FileChannel channel;
  private long asked;
  private Thread running;
  private volatile IOException failure;

  Writeback(FileChannel channel) {
    this.channel = channel;
  }

  /// Tells how long the file is now.
  void written(long length) {
    if (length - asked >= PIECE && (running == null || !running.isAlive())) {
      asked = length;
      running = Thread.ofPlatform().daemon().start(this::force);
    }
  }

  private void force() {
    try {
      channel.force(false);
    } catch (IOException e) {
      failure = e; // the disk says it once, so it must not get lost
    }
  }

  /// Waits for what is under way; an interrupt is kept for whoever looks for it.
  ///
  /// @throws IOException if the disk refused something that was written
  void await() throws IOException {
    boolean interrupted = false;
    while (running != null) {
      try {
        running.join();
        running = null;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
  }
}

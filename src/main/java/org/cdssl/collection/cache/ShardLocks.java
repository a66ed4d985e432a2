package org.cdssl.collection.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// One lock a shard, each a byte of one file at a place that the shard's name gives. The system
/// drops the locks of a process that dies, and nothing has to be tidied up.
final class ShardLocks implements AutoCloseable {
  private static final int DIGITS = 15;

  private final FileChannel channel;

  private ShardLocks(FileChannel channel) {
    this.channel = channel;
  }

  /// A lock that is held until closed.
  record Held(FileLock lock) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      if (lock.acquiredBy().isOpen()) {
        lock.release();
      }
    }
  }

  static ShardLocks open(Path file) throws IOException {
    return new ShardLocks(
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
  }

  /// The lock of a shard, or null where another process or thread has it.
  ///
  /// @param name begins with hexadecimal digits
  Held tryLock(String name) throws IOException {
    String digits = name.length() > DIGITS ? name.substring(0, DIGITS) : name;
    try {
      FileLock lock = channel.tryLock(Long.parseLong(digits, 16), 1, false);
      return lock == null ? null : new Held(lock);
    } catch (OverlappingFileLockException | NumberFormatException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

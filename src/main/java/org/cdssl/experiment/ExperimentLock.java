package org.cdssl.experiment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.cdssl.CdsslException;

/// Keeps a second process out of the folder of an experiment. The system drops the lock of a
/// process that dies, so there is nothing to tidy up.
public final class ExperimentLock implements AutoCloseable {
  private final FileChannel channel;

  private ExperimentLock(FileChannel channel) {
    this.channel = channel;
  }

  /// @throws CdsslException USAGE where another process works in the folder
  public static ExperimentLock of(Path out) throws IOException {
    Files.createDirectories(out);
    FileChannel channel =
        FileChannel.open(
            out.resolve("experiment.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new ExperimentLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      // held by this process: refused all the same
    }
    channel.close();
    throw CdsslException.usage(
        out + ": another experiment is running in this folder; wait for it, or name another --out");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

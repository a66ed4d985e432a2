package org.cdssl.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file that can be forced to disk. The seam through which tests make disks fail.
public interface DurableFile extends WritableByteChannel {
  void force() throws IOException;

  /// Makes a new file; fails where one is.
  @FunctionalInterface
  interface Opener {
    DurableFile open(Path file) throws IOException;
  }

  static DurableFile create(Path file) throws IOException {
    return new OnDisk(
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  /// Forces the entries of a folder, that is names and renames, to disk.
  static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// The real one.
  record OnDisk(FileChannel channel) implements DurableFile {
    @Override
    public int write(ByteBuffer data) throws IOException {
      return channel.write(data);
    }

    @Override
    public void force() throws IOException {
      channel.force(true);
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}

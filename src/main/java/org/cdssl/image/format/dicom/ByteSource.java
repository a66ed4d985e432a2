package org.cdssl.image.format.dicom;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.cdssl.image.format.FormatException;

/// Bytes at any position, of a file or of what it inflates to.
abstract sealed class ByteSource implements Closeable permits ByteSource.OfFile, InflatedSource {
  private static final int WINDOW = 1 << 14;

  private final Path file;
  private final byte[] window = new byte[WINDOW];
  private long windowStart;
  private int windowLength;

  ByteSource(Path file) {
    this.file = file;
  }

  final Path file() {
    return file;
  }

  /// Whether bytes up to `end` are there.
  abstract boolean reaches(long end) throws IOException;

  /// Reads up to `length` bytes, as many as there are.
  ///
  /// @return how many; less than asked for only at the end
  abstract int readSome(long at, byte[] into, int offset, int length) throws IOException;

  /// The bytes from `at`; nothing is allocated before they are known to be there.
  final byte[] read(long at, long length) throws IOException {
    if (length < 0 || length > Integer.MAX_VALUE - 8 || !reaches(at + length)) {
      throw truncated();
    }
    byte[] bytes = new byte[(int) length];
    if (readSome(at, bytes, 0, bytes.length) < bytes.length) {
      throw truncated();
    }
    return bytes;
  }

  final int u8(long at) throws IOException {
    need(at, 1);
    return window[(int) (at - windowStart)] & 0xff;
  }

  final int u16(long at, boolean big) throws IOException {
    need(at, 2);
    int i = (int) (at - windowStart);
    int first = window[i] & 0xff;
    int second = window[i + 1] & 0xff;
    return big ? first << 8 | second : second << 8 | first;
  }

  final long u32(long at, boolean big) throws IOException {
    long first = u16(at, big);
    long second = u16(at + 2, big);
    return big ? first << 16 | second : second << 16 | first;
  }

  /// Whether the bytes from `at` are those of the ASCII text.
  final boolean startsWith(long at, String ascii) throws IOException {
    if (!reaches(at + ascii.length())) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (u8(at + i) != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  final FormatException truncated() {
    return new FormatException(file, "ends too early (truncated?)");
  }

  private void need(long at, int length) throws IOException {
    if (at >= windowStart && at + length <= windowStart + windowLength) {
      return;
    }
    if (at < 0) {
      throw truncated();
    }
    windowStart = at;
    windowLength = 0;
    windowLength = readSome(at, window, 0, WINDOW);
    if (windowLength < length) {
      throw truncated();
    }
  }

  /// A plain file.
  static final class OfFile extends ByteSource {
    private final FileChannel channel;
    private final long size;

    OfFile(Path file) throws IOException {
      super(file);
      channel = FileChannel.open(file);
      size = channel.size();
    }

    @Override
    boolean reaches(long end) {
      return end >= 0 && end <= size;
    }

    @Override
    int readSome(long at, byte[] into, int offset, int length) throws IOException {
      int done = 0;
      while (done < length) {
        int n = channel.read(ByteBuffer.wrap(into, offset + done, length - done), at + done);
        if (n < 0) {
          break;
        }
        done += n;
      }
      return done;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}

package org.cdssl.image.format.dicom;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;
import org.cdssl.image.format.FormatException;

/// What a deflated data set or a gzip file inflates to, kept in memory as far as it was asked for
/// and never further than allowed.
final class InflatedSource extends ByteSource {
  private static final int CHUNK = 1 << 18;

  /// What may come before and after the pixels, which are of a known size.
  private static final long AROUND = 1L << 24;

  private final InputStream in;
  private final List<byte[]> chunks = new ArrayList<>();
  private long length;
  private boolean ended;
  private long most = AROUND;

  InflatedSource(Path file, InputStream in) {
    super(file);
    this.in = in;
  }

  /// Allows data up to `end` and a little more: the header has been read and backs it.
  void allow(long end) {
    most = Math.max(most, end + AROUND / 16);
  }

  @Override
  boolean reaches(long end) throws IOException {
    if (end < 0) {
      return false;
    }
    inflate(end);
    return end <= length;
  }

  @Override
  int readSome(long at, byte[] into, int offset, int wanted) throws IOException {
    inflate(Math.min(at + wanted, most));
    int done = 0;
    while (done < wanted && at + done < length) {
      int start = (int) ((at + done) % CHUNK);
      int n = (int) Math.min(Math.min(CHUNK - start, wanted - done), length - at - done);
      byte[] chunk = chunks.get((int) ((at + done) / CHUNK));
      System.arraycopy(chunk, start, into, offset + done, n);
      done += n;
    }
    return done;
  }

  private void inflate(long end) throws IOException {
    if (end <= length || ended) {
      return;
    }
    if (end > most) {
      throw new FormatException(
          file(), "inflates to more data than its header declares; it is refused as a bomb");
    }
    try {
      while (length < end) {
        int start = (int) (length % CHUNK);
        if (start == 0) {
          chunks.add(new byte[CHUNK]);
        }
        int n = in.read(chunks.getLast(), start, CHUNK - start);
        if (n < 0) {
          ended = true;
          return;
        }
        length += n;
      }
    } catch (EOFException e) {
      ended = true; // what asks for more says that the file is truncated
    } catch (ZipException e) {
      throw new FormatException(file(), "holds damaged deflate data: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

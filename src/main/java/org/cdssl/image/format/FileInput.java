package org.cdssl.image.format;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// A file that is read front to back, inflated on the way where its content is gzip. Damaged gzip
/// data shows as a [FormatException] that names the file.
public final class FileInput extends FilterInputStream {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final boolean gzip;
  private final long fileBytes;

  private FileInput(Path file, InputStream in, boolean gzip, long fileBytes) {
    super(in);
    this.file = file;
    this.gzip = gzip;
    this.fileBytes = fileBytes;
  }

  public static FileInput open(Path file) throws IOException {
    long fileBytes = Files.size(file);
    BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try {
      in.mark(2);
      boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      return new FileInput(file, gzip ? new GZIPInputStream(in, BUFFER) : in, gzip, fileBytes);
    } catch (EOFException | ZipException e) {
      in.close();
      throw damaged(file, e);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  public boolean isGzip() {
    return gzip;
  }

  /// Refuses a size that the file cannot hold, before anything is allocated for it.
  ///
  /// @param bytes uncompressed bytes that the header speaks of, itself included
  public void requireRoomFor(long bytes, Limits limits) throws FormatException {
    long most = gzip ? fileBytes * limits.maxRatio() : fileBytes;
    if (bytes < 0 || bytes > most) {
      throw new FormatException(
          file,
          "its header declares %d bytes, but the file is only %d bytes long (truncated?)"
              .formatted(bytes, fileBytes));
    }
  }

  /// After the last voxel: refuses gzip data that goes on, and checks its CRC. Bytes behind the
  /// voxels of a plain file do no harm and are ignored.
  public void requireEnd() throws IOException {
    if (gzip && read() >= 0) {
      throw new FormatException(file, "inflates to more data than its header declares");
    }
  }

  /// Skips exactly so many bytes.
  public void skipExactly(long bytes) throws IOException {
    try {
      in.skipNBytes(bytes);
    } catch (EOFException | ZipException e) {
      throw damaged(file, e);
    }
  }

  @Override
  public int read() throws IOException {
    try {
      return in.read();
    } catch (EOFException | ZipException e) {
      throw damaged(file, e);
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return in.read(bytes, offset, length);
    } catch (EOFException | ZipException e) {
      throw damaged(file, e);
    }
  }

  private static FormatException damaged(Path file, IOException e) {
    return new FormatException(
        file,
        e instanceof EOFException
            ? "ends too early (truncated?)"
            : "holds damaged gzip data: " + e.getMessage(),
        e);
  }
}

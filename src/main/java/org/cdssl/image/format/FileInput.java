package org.cdssl.image.format;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/// A file that is read front to back, inflated on the way where its content is compressed. Damaged
/// compressed data shows as a [FormatException] that names the file.
public final class FileInput extends FilterInputStream {
  private static final int BUFFER = 1 << 16;

  /// How the bytes of a file are to be taken.
  public enum Coding {
    /// As they are.
    PLAIN,
    GZIP,
    /// Deflate with the frame of zlib, or of gzip where it starts so.
    ZLIB,
    /// Gzip where they start so, else as they are.
    ANY
  }

  private final Path file;
  private final Coding coding;
  private final long fileBytes;

  private FileInput(Path file, InputStream in, Coding coding, long fileBytes) {
    super(in);
    this.file = file;
    this.coding = coding;
    this.fileBytes = fileBytes;
  }

  public static FileInput open(Path file) throws IOException {
    return open(file, 0, Coding.ANY);
  }

  /// Opens what lies behind the first `skip` bytes.
  public static FileInput open(Path file, long skip, Coding coding) throws IOException {
    long fileBytes = Files.size(file) - skip;
    if (skip < 0 || fileBytes < 0) {
      throw new FormatException(
          file, "its data would start at byte %d, which it does not have".formatted(skip));
    }
    InputStream raw = Files.newInputStream(file);
    try {
      raw.skipNBytes(skip);
      BufferedInputStream in = new BufferedInputStream(raw, BUFFER);
      in.mark(2);
      boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      Coding found =
          switch (coding) {
            case ANY -> gzip ? Coding.GZIP : Coding.PLAIN;
            case ZLIB -> gzip ? Coding.GZIP : Coding.ZLIB;
            default -> coding;
          };
      InputStream content =
          switch (found) {
            case GZIP -> new GZIPInputStream(in, BUFFER);
            case ZLIB -> new InflaterInputStream(in);
            default -> in;
          };
      return new FileInput(file, content, found, fileBytes);
    } catch (EOFException | ZipException e) {
      raw.close();
      throw damaged(file, coding, e);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  public boolean isGzip() {
    return coding == Coding.GZIP;
  }

  /// Refuses a size that the file cannot hold, before anything is allocated for it.
  ///
  /// @param bytes uncompressed bytes that the header speaks of, itself included
  public void requireRoomFor(long bytes, Limits limits) throws FormatException {
    long most = coding == Coding.PLAIN ? fileBytes : fileBytes * limits.maxRatio();
    if (bytes < 0 || bytes > most) {
      throw new FormatException(
          file,
          "its header declares %d bytes, but the file is only %d bytes long (truncated?)"
              .formatted(bytes, fileBytes));
    }
  }

  /// After the last voxel: refuses compressed data that goes on, and checks its checksum. Bytes
  /// behind the voxels of a plain file do no harm and are ignored.
  public void requireEnd() throws IOException {
    if (coding != Coding.PLAIN && read() >= 0) {
      throw new FormatException(file, "inflates to more data than its header declares");
    }
  }

  /// Skips exactly so many bytes.
  public void skipExactly(long bytes) throws IOException {
    try {
      in.skipNBytes(bytes);
    } catch (EOFException | ZipException e) {
      throw damaged(file, coding, e);
    }
  }

  @Override
  public int read() throws IOException {
    try {
      return in.read();
    } catch (EOFException | ZipException e) {
      throw damaged(file, coding, e);
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return in.read(bytes, offset, length);
    } catch (EOFException | ZipException e) {
      throw damaged(file, coding, e);
    }
  }

  private static FormatException damaged(Path file, Coding coding, IOException e) {
    return new FormatException(
        file,
        e instanceof EOFException
            ? "ends too early (truncated?)"
            : "holds damaged %s data: %s"
                .formatted(coding == Coding.ZLIB ? "zlib" : "gzip", e.getMessage()),
        e);
  }
}

package org.cdssl.image.format.numpy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.VoxelSink;
import org.cdssl.image.format.Voxels;

/// A `.npz` archive: named arrays, each read on its own, stored or deflated.
///
/// Members are found by the archive's directory; one that declares more than its compressed bytes
/// can hold, inflates to more or less than its array header says, or fails its CRC is refused.
public final class NpzFile implements AutoCloseable {
  private static final String SUFFIX = ".npy";

  private final Path file;
  private final Limits limits;
  private final ZipFile zip;

  private NpzFile(Path file, Limits limits, ZipFile zip) {
    this.file = file;
    this.limits = limits;
    this.zip = zip;
  }

  public static NpzFile open(Path file) throws IOException {
    return open(file, Limits.DEFAULT);
  }

  public static NpzFile open(Path file, Limits limits) throws IOException {
    try {
      return new NpzFile(file, limits, new ZipFile(file.toFile()));
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw new FormatException(file, "is no readable NPZ archive: " + e.getMessage(), e);
    }
  }

  /// Names of the arrays as `numpy.load` gives them, without ".npy", in the archive's order.
  public List<String> members() {
    return zip.stream()
        .map(ZipEntry::getName)
        .filter(n -> n.endsWith(SUFFIX))
        .map(n -> n.substring(0, n.length() - SUFFIX.length()))
        .toList();
  }

  /// Shape and type of an array, without its values.
  public NpyHeader header(String member) throws IOException {
    ZipEntry entry = entry(member);
    try (InputStream in = open(entry)) {
      return header(in, entry);
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw damaged(member, e);
    }
  }

  /// Reads an array whole.
  ///
  /// @throws FormatException where there is no such array, it is damaged, or it is larger than one
  ///   Java array can hold (stream it then)
  public NpyArray read(String member) throws IOException {
    ZipEntry entry = entry(member);
    NpyHeader header = header(member);
    long size = header.count() * header.type().bytes();
    if (size > Integer.MAX_VALUE - 8) {
      throw new FormatException(file, member + " has " + size + " bytes, too many to read at once");
    }
    if (size > (1L << 20) && size / 16 > entry.getCompressedSize()) {
      stream(member, VoxelSink.NONE); // proves that the bytes are there before memory is taken
    }
    try (CheckedInputStream in = open(entry)) {
      header(in, entry);
      byte[] values;
      try {
        values = new byte[(int) size];
      } catch (OutOfMemoryError e) {
        // a single array that does not fit leaves the JVM whole, so this is safe to go on from
        throw new FormatException(file, member + " " + Voxels.needsMemory(size), e);
      }
      if (in.readNBytes(values, 0, values.length) < values.length) {
        throw new FormatException(file, member + " ends before its last value (truncated?)");
      }
      requireEnd(in, entry);
      return new NpyArray(header, values);
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw damaged(member, e);
    }
  }

  /// Hands the values of an array on in the order they are stored.
  public void stream(String member, VoxelSink sink) throws IOException {
    ZipEntry entry = entry(member);
    try (CheckedInputStream in = open(entry)) {
      NpyHeader header = header(in, entry);
      Voxels.decode(file, in, header.count(), header.type(), header.order(), 1, 0, sink);
      requireEnd(in, entry);
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw damaged(member, e);
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  private ZipEntry entry(String member) throws FormatException {
    ZipEntry entry = zip.getEntry(member + SUFFIX);
    if (entry == null) {
      throw new FormatException(
          file, "holds no array '" + member + "'; it has " + String.join(", ", members()));
    }
    return entry;
  }

  private CheckedInputStream open(ZipEntry entry) throws IOException {
    InputStream in = zip.getInputStream(entry);
    if (in == null) {
      throw new ZipException("member is not there");
    }
    return new CheckedInputStream(in, new CRC32());
  }

  private NpyHeader header(InputStream in, ZipEntry entry) throws IOException {
    NpyHeader header = NpyHeader.read(file, in, limits);
    long most =
        entry.getMethod() == ZipEntry.STORED
            ? entry.getCompressedSize()
            : entry.getCompressedSize() * limits.maxRatio();
    if (header.fileBytes() != entry.getSize() || header.fileBytes() > most) {
      throw new FormatException(
          file,
          "%s declares an array of %d bytes, but its archive entry holds %d (%d compressed)"
              .formatted(
                  entry.getName(), header.fileBytes(), entry.getSize(), entry.getCompressedSize()));
    }
    return header;
  }

  private void requireEnd(CheckedInputStream in, ZipEntry entry) throws IOException {
    if (in.read() >= 0) {
      throw new FormatException(
          file, entry.getName() + " holds more data than its header declares");
    }
    if (in.getChecksum().getValue() != entry.getCrc()) {
      throw new FormatException(file, entry.getName() + " is damaged: its CRC does not match");
    }
  }

  private FormatException damaged(String member, Exception e) {
    return new FormatException(file, member + " is damaged: " + e.getMessage(), e);
  }
}

package org.cdssl.engine.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import org.cdssl.image.format.FormatException;

/// An open safetensors file. Opening reads and checks the header; data are read when asked for,
/// into memory of the caller if wanted. Nothing is mapped, so a file that shrinks meanwhile ends in
/// an exception and not in a crash of the process, and closing ends every use of the file.
public final class SafetensorsFile implements AutoCloseable {
  /// Largest header that is parsed.
  public static final int MAX_HEADER_BYTES = 100_000_000;

  private static final int CHUNK_BYTES = 4 << 20;

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;

  private SafetensorsFile(Path file, FileChannel channel, SafetensorsHeader header) {
    this.file = file;
    this.channel = channel;
    this.header = header;
  }

  /// Opens a file and checks all of its header.
  ///
  /// @throws FormatException for a file that is not whole safetensors
  public static SafetensorsFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new SafetensorsFile(file, channel, readHeader(file, channel));
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private static SafetensorsHeader readHeader(Path file, FileChannel channel) throws IOException {
    long fileBytes = channel.size();
    if (fileBytes < Long.BYTES) {
      throw new FormatException(file, "too short for safetensors (" + fileBytes + " bytes)");
    }
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(file, channel, length, 0);
    long headerBytes = length.getLong(0);
    if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES || headerBytes > fileBytes - Long.BYTES) {
      throw new FormatException(
          file,
          "header of "
              + Long.toUnsignedString(headerBytes)
              + " bytes in a file of "
              + fileBytes
              + " bytes: not safetensors, or cut off");
    }
    ByteBuffer text = ByteBuffer.allocate((int) headerBytes);
    readFully(file, channel, text, Long.BYTES);
    long dataStart = Long.BYTES + headerBytes;
    return SafetensorsHeader.parse(file, text.array(), dataStart, fileBytes - dataStart);
  }

  /// The tensors in the order of the header.
  public Map<String, TensorEntry> tensors() {
    return Collections.unmodifiableMap(header.tensors());
  }

  /// The pairs under `__metadata__`; empty without them.
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  /// What is known of one tensor.
  ///
  /// @throws FormatException where the file has no tensor of that name
  public TensorEntry entry(String name) throws FormatException {
    TensorEntry entry = header.tensors().get(name);
    if (entry == null) {
      throw new FormatException(file, "has no tensor " + SafetensorsHeader.quote(name));
    }
    return entry;
  }

  /// The data of a tensor in a new direct, little-endian buffer.
  ///
  /// @throws FormatException for an unknown name, or a tensor over 2 GiB
  public ByteBuffer read(String name) throws IOException {
    TensorEntry entry = entry(name);
    if (entry.bytes() > Integer.MAX_VALUE) {
      throw new FormatException(
          file, SafetensorsHeader.quote(name) + " has more than 2 GiB, which is not supported");
    }
    ByteBuffer data = ByteBuffer.allocateDirect((int) entry.bytes());
    readInto(name, data);
    return data.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Reads a tensor into memory of the caller, such as that of a tensor.
  ///
  /// @param target its remaining bytes are filled; as many as the tensor has
  /// @throws IllegalArgumentException where the target has another size
  public void readInto(String name, ByteBuffer target) throws IOException {
    TensorEntry entry = entry(name);
    if (target.remaining() != entry.bytes()) {
      throw new IllegalArgumentException(
          name + " has " + entry.bytes() + " bytes, the target " + target.remaining());
    }
    readFully(file, channel, target, entry.offset());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static void readFully(Path file, FileChannel channel, ByteBuffer target, long from)
      throws IOException {
    long position = from;
    int end = target.limit();
    while (target.position() < end) {
      target.limit(Math.min(end, target.position() + CHUNK_BYTES));
      int count = channel.read(target, position);
      if (count < 0) {
        throw new FormatException(file, "cut off at byte " + position);
      }
      position += count;
    }
  }
}

package org.cdssl.storage;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.cdssl.CdsslException;

/// Writes a single file so that a reader, or a crash, finds the old content or the new one, never a
/// part: into `x.tmp-<pid>` beside it, forced to disk, then renamed over it.
public final class AtomicFile {
  private static final int BUFFER = 1 << 16;

  private AtomicFile() {}

  /// What fills a file, in large pieces.
  @FunctionalInterface
  public interface Content {
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  /// What fills a file, in pieces of any size.
  @FunctionalInterface
  public interface StreamContent {
    void writeTo(OutputStream out) throws IOException;
  }

  /// @param content what fills the file
  /// @throws IOException where writing fails; the old file is then as it was
  public static void write(Path file, Content content) throws IOException {
    Path temporary = Temporaries.of(file.toAbsolutePath());
    Files.deleteIfExists(temporary);
    try {
      try (DurableFile channel = DurableFile.create(temporary)) {
        content.writeTo(channel);
        channel.force();
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException | Error e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    DurableFile.forceFolder(temporary.getParent());
  }

  /// The same through a buffer, for files that a person names.
  ///
  /// @throws CdsslException usage: there is no such folder
  public static void stream(Path file, StreamContent content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw CdsslException.usage(file + ": the folder to write to does not exist");
    }
    write(
        file,
        channel -> {
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
          content.writeTo(out);
          out.flush();
        });
  }

  /// A small text in UTF-8.
  public static void write(Path file, String text) throws IOException {
    write(file, channel -> writeFully(channel, text.getBytes(StandardCharsets.UTF_8)));
  }

  /// All of the bytes.
  public static void writeFully(WritableByteChannel channel, byte[] bytes) throws IOException {
    ByteBuffer data = ByteBuffer.wrap(bytes);
    while (data.hasRemaining()) {
      channel.write(data);
    }
  }
}

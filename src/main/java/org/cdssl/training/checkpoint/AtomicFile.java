package org.cdssl.training.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Writes a single file so that a reader, or a crash, finds the old content or the new one, never a
/// part: into `x.tmp-<pid>` beside it, forced to disk, then renamed over it.
public final class AtomicFile {
  private AtomicFile() {}

  /// @param content what fills the file
  /// @throws IOException where writing fails; the old file is then as it was
  public static void write(Path file, Members.Content content) throws IOException {
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

  /// A small text in UTF-8.
  public static void write(Path file, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    write(file, channel -> Members.writeFully(channel, bytes));
  }
}

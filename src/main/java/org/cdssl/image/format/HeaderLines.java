package org.cdssl.image.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The lines of a text header, of which voxels may follow in the same file.
///
/// Lines end with LF, before which a CR counts as part of the end. Text is taken as UTF-8.
public final class HeaderLines {
  private final Path file;
  private final InputStream in;
  private final int maxBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int bytes;

  /// @param in buffered, at the start of the file; nothing behind the line that was returned last
  ///   is taken from it
  public HeaderLines(Path file, InputStream in, Limits limits) {
    this.file = file;
    this.in = in;
    this.maxBytes = limits.maxHeaderBytes();
  }

  /// The next line, or `null` at the end of the file.
  ///
  /// @throws FormatException where the header is longer than allowed
  public String next() throws IOException {
    line.reset();
    for (int b; (b = in.read()) != '\n'; ) {
      if (b < 0) {
        return line.size() == 0 ? null : text();
      }
      if (++bytes > maxBytes) {
        throw new FormatException(file, "its header has no end within " + maxBytes + " bytes");
      }
      line.write(b);
    }
    bytes++;
    return text();
  }

  /// Bytes of the file up to the end of the line that was returned last.
  public int bytes() {
    return bytes;
  }

  private String text() {
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}

package org.cdssl.image.format;

import java.io.IOException;
import java.nio.file.Path;

/// A file that cannot be read as an image: damaged, out of limits, or of a kind that is not
/// supported. The message is one line that names the file, what is wrong and, where there is one,
/// the remedy.
public final class FormatException extends IOException {
  private static final long serialVersionUID = 1L;

  public FormatException(Path file, String problem) {
    super(file + ": " + line(problem));
  }

  public FormatException(Path file, String problem, Throwable cause) {
    super(file + ": " + line(problem), cause);
  }

  /// Texts out of a file or a library may hold anything; a message is one line.
  private static String line(String problem) {
    StringBuilder line = new StringBuilder(problem.length());
    problem.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
    return line.toString();
  }
}

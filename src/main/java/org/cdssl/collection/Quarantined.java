package org.cdssl.collection;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.cdssl.CdsslException;

/// A file that could not be read twice in a row and is left out (P13).
///
/// @param entry which
/// @param reason why, one line that names the file
public record Quarantined(ImageEntry entry, String reason) {

  /// With the failure put as one line that names the file.
  public static Quarantined of(ImageEntry entry, Exception failure) {
    return new Quarantined(entry, reason(entry, failure));
  }

  private static String reason(ImageEntry entry, Exception failure) {
    String file = entry.file().toString();
    String message = failure.getMessage();
    String line = message == null ? "" : message.lines().findFirst().orElse("");
    return switch (failure) {
      case NoSuchFileException _ -> file + ": no such file";
      case AccessDeniedException _ -> file + ": permission denied";
      case CdsslException _ when line.startsWith(entry.id()) ->
          file + line.substring(entry.id().length());
      case IOException _ when line.startsWith(file) -> line;
      case IOException _ when !line.isBlank() -> file + ": " + line;
      default -> file + ": " + failure.getClass().getSimpleName() + " " + line;
    };
  }
}

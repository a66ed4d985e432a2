package org.cdssl.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Paths as they are written in a configuration: variables of the environment are filled in, and
/// relative paths get their folder.
///
/// `${NAME}` must be set, `${NAME:-text}` falls back to `text`, `$${` is a literal `${`. A relative
/// path starts at the folder of the file it is written in; one that starts with a variable that is
/// set starts at the working directory, as its author's shell meant it.
record PathText(Map<String, String> environment, Path workingDirectory) {
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\\}|\\$\\{");

  /// The absolute path. Throws `IllegalArgumentException` with a message for the user.
  String resolve(String text, Path base) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("expected a path, found nothing");
    }
    StringBuilder filled = new StringBuilder();
    Matcher matcher = VARIABLE.matcher(text);
    Path start = base;
    while (matcher.find()) {
      if (matcher.group().equals("$${")) {
        matcher.appendReplacement(filled, Matcher.quoteReplacement("${"));
        continue;
      }
      String name = matcher.group(1);
      if (name == null) {
        throw new IllegalArgumentException(
            "'${' must open ${NAME} or ${NAME:-default}; write $${ for the two characters");
      }
      String set = environment.get(name);
      boolean isSet = set != null && !set.isEmpty();
      if (!isSet && matcher.group(2) == null) {
        throw new IllegalArgumentException(
            "the environment variable "
                + name
                + " is not set; set it or write ${"
                + name
                + ":-default}");
      }
      if (isSet && matcher.start() == 0) {
        start = workingDirectory;
      }
      matcher.appendReplacement(filled, Matcher.quoteReplacement(isSet ? set : matcher.group(2)));
    }
    matcher.appendTail(filled);
    try {
      return start.resolve(filled.toString()).toAbsolutePath().normalize().toString();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("not a path: " + e.getReason(), e);
    }
  }

  /// Text that [#resolve] turns back into this absolute path.
  static String escape(String path) {
    return path.replace("${", "$${");
  }
}

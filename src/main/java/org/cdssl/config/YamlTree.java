package org.cdssl.config;

import java.util.List;
import java.util.Map;

/// A YAML document as read: no types yet, every node knows where it was written.
sealed interface YamlTree {
  Place place();

  /// A single value. `plain`: written without quotes.
  record Scalar(String text, boolean plain, Place place) implements YamlTree {
    /// Whether this is YAML's null: nothing, `~` or `null`.
    boolean isNull() {
      return plain && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
    }
  }

  record Sequence(List<YamlTree> items, Place place) implements YamlTree {}

  /// `entries` keeps the order of the file.
  record Mapping(Map<String, Entry> entries, Place place) implements YamlTree {}

  /// A key and what belongs to it.
  record Entry(Place keyPlace, YamlTree value) {}

  /// How messages name a node that has the wrong type.
  default String found() {
    return switch (this) {
      case Scalar s when s.isNull() -> "nothing";
      case Scalar s when s.plain() -> "'" + shorten(s.text()) + "'";
      case Scalar s -> "the quoted text \"" + shorten(s.text()) + "\"";
      case Sequence s -> "a list of " + s.items().size();
      case Mapping m -> "a section with " + m.entries().size() + " keys";
    };
  }

  private static String shorten(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= 60 ? line : line.substring(0, 57) + "...";
  }
}

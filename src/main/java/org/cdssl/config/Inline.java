package org.cdssl.config;

import java.util.Map;
import java.util.stream.Collectors;
import org.cdssl.config.YamlTree.Mapping;
import org.cdssl.config.YamlTree.Scalar;
import org.cdssl.config.YamlTree.Sequence;

/// A configuration of another kind that stands inside a file, such as the pre-training of a row of
/// a grid. It is kept as it was written, with the line of every value, until [GridLoader] lays it
/// over what it extends.
public final class Inline {
  /// Nothing stated.
  static final Inline EMPTY = new Inline(new Mapping(Map.of(), new Place("", 0, null, 0)));

  private final Mapping tree;

  Inline(Mapping tree) {
    this.tree = tree;
  }

  Mapping tree() {
    return tree;
  }

  /// Whether any key is stated.
  public boolean isEmpty() {
    return tree.entries().isEmpty();
  }

  /// As YAML in one line.
  @Override
  public String toString() {
    return text(tree);
  }

  private static String text(YamlTree tree) {
    return switch (tree) {
      case Scalar s when s.plain() && s.text().matches("[A-Za-z0-9_.+-]*") -> s.text();
      case Scalar s -> '"' + s.text().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
      case Sequence s ->
          s.items().stream().map(Inline::text).collect(Collectors.joining(", ", "[", "]"));
      case Mapping m ->
          m.entries().entrySet().stream()
              .map(e -> e.getKey() + ": " + text(e.getValue().value()))
              .collect(Collectors.joining(", ", "{", "}"));
    };
  }
}

package org.cdssl.config;

import java.util.Optional;
import org.cdssl.config.YamlTree.Scalar;

/// Single values by type; empty where the node is not written as one.
final class ScalarText {
  private ScalarText() {}

  static Optional<String> text(YamlTree tree) {
    return tree instanceof Scalar scalar ? Optional.of(scalar.text()) : Optional.empty();
  }

  static Optional<Boolean> truth(YamlTree tree) {
    return text(tree)
        .filter(t -> ((Scalar) tree).plain())
        .filter(t -> t.equals("true") || t.equals("false"))
        .map(Boolean::valueOf);
  }

  static Optional<Long> whole(YamlTree tree) {
    return text(tree)
        .filter(t -> ((Scalar) tree).plain() && t.matches("[-+]?[0-9]{1,18}"))
        .map(Long::valueOf);
  }

  /// A finite number; whole numbers are numbers too.
  static Optional<Double> number(YamlTree tree) {
    String form = "[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]{1,4})?";
    return text(tree)
        .filter(t -> ((Scalar) tree).plain() && t.length() <= 40 && t.matches(form))
        .map(Double::valueOf)
        .filter(n -> Double.isFinite(n));
  }

  static String expected(Class<?> type) {
    return switch (type.getName()) {
      case "int", "long", "java.lang.Integer" -> "a whole number";
      case "double", "java.lang.Double" -> "a finite number";
      case "boolean" -> "true or false";
      case "java.lang.String" -> "a text";
      default -> "one of " + EnumText.choices(type);
    };
  }
}

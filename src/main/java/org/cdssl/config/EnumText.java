package org.cdssl.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// How a choice is written in YAML: lower case, and `D2` as `2d`.
final class EnumText {
  private EnumText() {}

  static String of(Enum<?> constant) {
    String name = constant.name().toLowerCase(Locale.ROOT);
    return name.matches("[a-z]\\d") ? name.substring(1) + name.charAt(0) : name;
  }

  /// The constant written so, in any case; `-` and `_` are the same.
  static Optional<Enum<?>> parse(Class<?> type, String text) {
    String wanted = text.trim().toLowerCase(Locale.ROOT).replace('-', '_');
    for (Object constant : type.getEnumConstants()) {
      if (of((Enum<?>) constant).equals(wanted)) {
        return Optional.of((Enum<?>) constant);
      }
    }
    return Optional.empty();
  }

  /// All choices, for messages.
  static String choices(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(c -> of((Enum<?>) c))
        .collect(Collectors.joining(", "));
  }
}

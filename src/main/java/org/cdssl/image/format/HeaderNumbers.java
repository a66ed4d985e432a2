package org.cdssl.image.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Numbers in the text of a header.
///
/// @param file the header, for messages
/// @param key whose value is read, for messages
public record HeaderNumbers(Path file, String key) {
  private static final int MOST = 1 << 10;

  /// The words of a value; no header has more than a thousand where numbers are expected.
  public List<String> words(String text) throws FormatException {
    List<String> words = new ArrayList<>();
    for (String word : text.strip().split("\\s+", MOST + 1)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    if (words.size() > MOST) {
      throw wrong("has more than " + MOST + " values");
    }
    return words;
  }

  /// Exactly `count` finite numbers.
  public double[] decimals(String text, int count) throws FormatException {
    List<String> words = words(text);
    if (words.size() != count) {
      throw wrong("has " + words.size() + " values where " + count + " are needed");
    }
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = decimal(words.get(i));
    }
    return values;
  }

  /// A finite number.
  public double decimal(String word) throws FormatException {
    double value = anyDecimal(word);
    if (!Double.isFinite(value)) {
      throw wrong("holds '" + shortened(word) + "', which is not finite");
    }
    return value;
  }

  /// A number that may be `nan` or infinite, as C programs write them.
  public double anyDecimal(String word) throws FormatException {
    String lower = word.toLowerCase(java.util.Locale.ROOT);
    switch (lower) {
      case "nan", "-nan", "+nan" -> {
        return Double.NaN;
      }
      case "inf", "+inf", "infinity" -> {
        return Double.POSITIVE_INFINITY;
      }
      case "-inf", "-infinity" -> {
        return Double.NEGATIVE_INFINITY;
      }
      default -> {}
    }
    // Java would also take "1f", "0x1p3" and long texts at great cost
    if (lower.length() <= 64 && lower.matches("[-+]?[0-9]*\\.?[0-9]*(e[-+]?[0-9]{1,5})?")) {
      try {
        return Double.parseDouble(lower);
      } catch (NumberFormatException e) {
        // "", "." and the like
      }
    }
    throw wrong("holds '" + shortened(word) + "' where a number is needed");
  }

  /// Whole numbers, at least one.
  public long[] integers(String text) throws FormatException {
    List<String> words = words(text);
    if (words.isEmpty()) {
      throw wrong("has no value");
    }
    long[] values = new long[words.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = integer(words.get(i));
    }
    return values;
  }

  /// A whole number.
  public long integer(String text) throws FormatException {
    String word = text.strip();
    try {
      return Long.parseLong(word);
    } catch (NumberFormatException e) {
      throw wrong("holds '" + shortened(word) + "' where a whole number is needed");
    }
  }

  /// A failure that names the file and the key.
  public FormatException wrong(String what) {
    return new FormatException(file, "its header field " + key + " " + what);
  }

  private static String shortened(String word) {
    return word.length() <= 40 ? word : word.substring(0, 40) + "...";
  }
}

package org.cdssl.image.format.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The kept elements of a data set or of an item of a sequence. Lives only while a header is read.
final class DataSet {
  private final Map<Integer, byte[]> values = new HashMap<>();
  private final Map<Integer, List<DataSet>> sequences = new HashMap<>();
  private final ByteOrder order;

  DataSet(ByteOrder order) {
    this.order = order;
  }

  void put(int tag, byte[] value) {
    values.put(tag, value);
  }

  void put(int tag, List<DataSet> items) {
    sequences.put(tag, items);
  }

  boolean has(int tag) {
    return values.containsKey(tag);
  }

  /// The items of a sequence; empty where it is absent.
  List<DataSet> items(int tag) {
    return sequences.getOrDefault(tag, List.of());
  }

  /// The first item of a sequence, or an empty set.
  DataSet item(int tag) {
    List<DataSet> items = items(tag);
    return items.isEmpty() ? new DataSet(order) : items.getFirst();
  }

  /// Raw bytes; empty where absent.
  byte[] bytes(int tag) {
    return values.getOrDefault(tag, new byte[0]);
  }

  /// An unsigned 16-bit number (VR US), or the default where it is absent or empty. Longer
  /// integers, which some writers use, are taken by their length.
  int number(int tag, int absent) {
    byte[] value = bytes(tag);
    ByteBuffer in = ByteBuffer.wrap(value).order(order);
    if (value.length >= 4) {
      return value.length == 4 ? in.getInt() : in.getShort() & 0xffff;
    }
    return value.length >= 2 ? in.getShort() & 0xffff : absent;
  }

  /// Unsigned 16-bit numbers.
  int[] words(int tag) {
    byte[] value = bytes(tag);
    ByteBuffer in = ByteBuffer.wrap(value).order(order);
    int[] words = new int[value.length / 2];
    for (int i = 0; i < words.length; i++) {
      words[i] = in.getShort(2 * i) & 0xffff;
    }
    return words;
  }

  /// A string without padding; empty where absent.
  String text(int tag) {
    String text = new String(bytes(tag), StandardCharsets.ISO_8859_1);
    int end = text.indexOf(0);
    return (end < 0 ? text : text.substring(0, end)).strip();
  }

  /// Decimal numbers (VR DS, IS); null where absent, or where one of them is no finite number.
  double[] decimals(int tag) {
    String text = text(tag);
    if (text.isEmpty()) {
      return null;
    }
    String[] parts = text.split("\\\\", -1);
    double[] numbers = new double[parts.length];
    for (int i = 0; i < parts.length; i++) {
      try {
        numbers[i] = Double.parseDouble(parts[i].strip());
      } catch (NumberFormatException e) {
        return null;
      }
      if (!Double.isFinite(numbers[i])) {
        return null;
      }
    }
    return numbers;
  }

  /// Exactly `count` decimal numbers, else null.
  double[] decimals(int tag, int count) {
    double[] numbers = decimals(tag);
    return numbers != null && numbers.length == count ? numbers : null;
  }

  /// A decimal number, or the default where it is absent or none.
  double decimal(int tag, double absent) {
    double[] numbers = decimals(tag);
    return numbers == null ? absent : numbers[0];
  }
}

package org.cdssl.collection.check;

import java.util.BitSet;
import java.util.StringJoiner;

/// Sets of label values as text, "0-2,5".
final class LabelRanges {
  private LabelRanges() {}

  static String text(BitSet values) {
    StringJoiner text = new StringJoiner(",");
    for (int from = values.nextSetBit(0); from >= 0; ) {
      int to = values.nextClearBit(from) - 1;
      text.add(from == to ? "" + from : from + "-" + to);
      from = values.nextSetBit(to + 1);
    }
    return text.toString();
  }

  /// @throws NumberFormatException where the text is no such set
  static BitSet parse(String text) {
    BitSet values = new BitSet();
    for (String range : text.split(",", -1)) {
      String[] ends = range.strip().split("-", 2);
      int from = Integer.parseInt(ends[0]);
      values.set(from, Integer.parseInt(ends[ends.length - 1]) + 1);
    }
    return values;
  }
}

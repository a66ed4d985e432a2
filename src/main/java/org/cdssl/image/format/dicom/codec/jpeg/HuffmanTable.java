package org.cdssl.image.format.dicom.codec.jpeg;

import org.cdssl.image.format.dicom.codec.CodecException;

/// A canonical Huffman code of up to 16 bits (ITU-T T.81 Annex C).
final class HuffmanTable {
  static final int FAST_BITS = 9;

  /// For each first nine bits: length of the code above its symbol, 0 where it is longer.
  final int[] fast = new int[1 << FAST_BITS];

  /// For each length, the code behind the last one, left-justified to 16 bits; and what to add to a
  /// code of that length to find its symbol.
  final int[] limit = new int[18];

  final int[] offset = new int[17];
  final int[] symbols;

  /// @param counts codes of each length, 1 to 16, at index 0 to 15
  HuffmanTable(int[] counts, int[] symbols) throws CodecException {
    this.symbols = symbols;
    int code = 0;
    int index = 0;
    for (int length = 1; length <= 16; length++) {
      offset[length] = index - code;
      for (int i = 0; i < counts[length - 1]; i++, code++, index++) {
        if (length <= FAST_BITS) {
          int from = code << (FAST_BITS - length);
          for (int j = 0; j < 1 << (FAST_BITS - length) && from + j < fast.length; j++) {
            fast[from + j] = length << 16 | symbols[index];
          }
        }
      }
      if (code > 1 << length) {
        throw new CodecException("is damaged: a Huffman table has more codes than bits allow");
      }
      limit[length] = code << (16 - length);
      code <<= 1;
    }
    limit[17] = Integer.MAX_VALUE;
  }
}

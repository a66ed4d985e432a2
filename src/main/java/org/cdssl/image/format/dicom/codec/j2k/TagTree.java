package org.cdssl.image.format.dicom.codec.j2k;

import org.cdssl.image.format.dicom.codec.CodecException;

/// A tag tree (T.800 B.10.2): lower bounds of numbers on a grid, refined as bits come in.
final class TagTree {
  private final int levels;
  private final int[] widths;
  private final int[][] values;
  private final int[][] bounds;

  TagTree(int width, int height) {
    int n = 1;
    for (int w = width, h = height; w > 1 || h > 1; n++) {
      w = (w + 1) / 2;
      h = (h + 1) / 2;
    }
    levels = n;
    widths = new int[n];
    values = new int[n][];
    bounds = new int[n][];
    for (int i = 0, w = width, h = height; i < n; i++) {
      widths[i] = w;
      values[i] = new int[w * h];
      java.util.Arrays.fill(values[i], Integer.MAX_VALUE);
      bounds[i] = new int[w * h];
      w = (w + 1) / 2;
      h = (h + 1) / 2;
    }
  }

  /// Reads until it is known whether the number at (x, y) is below the threshold.
  boolean isBelow(PacketBits bits, int x, int y, int threshold) throws CodecException {
    int low = 0;
    for (int level = levels - 1; level >= 0; level--) {
      int i = (y >> level) * widths[level] + (x >> level);
      int bound = Math.max(bounds[level][i], low);
      while (bound < threshold && bound < values[level][i]) {
        if (bits.read() == 1) {
          values[level][i] = bound;
        } else {
          bound++;
        }
      }
      bounds[level][i] = bound;
      low = bound;
    }
    return values[0][y * widths[0] + x] < threshold;
  }

  /// The number itself, once [#isBelow] has said so.
  int value(int x, int y) {
    return values[0][y * widths[0] + x];
  }
}

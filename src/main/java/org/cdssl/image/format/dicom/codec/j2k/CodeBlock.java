package org.cdssl.image.format.dicom.codec.j2k;

import java.util.Arrays;

/// A block of coefficients and the bytes that code it.
final class CodeBlock {
  /// Bounds in the coordinates of its subband.
  final int x0;

  final int y0;
  final int x1;
  final int y1;
  boolean included;
  int zeroPlanes;
  int lengthBits = 3;
  int passes;
  byte[] bytes = {};
  int length;

  /// Passes and bytes of each terminated segment.
  int segments;

  int[] segmentPasses = new int[1];
  int[] segmentMost = new int[1];
  int[] segmentBytes = new int[1];

  CodeBlock(int x0, int y0, int x1, int y1) {
    this.x0 = x0;
    this.y0 = y0;
    this.x1 = x1;
    this.y1 = y1;
  }

  /// Opens a segment of at most so many passes.
  void addSegment(int most) {
    if (segments == segmentPasses.length) {
      segmentPasses = Arrays.copyOf(segmentPasses, 2 * segments);
      segmentMost = Arrays.copyOf(segmentMost, 2 * segments);
      segmentBytes = Arrays.copyOf(segmentBytes, 2 * segments);
    }
    segmentPasses[segments] = 0;
    segmentBytes[segments] = 0;
    segmentMost[segments++] = most;
  }

  void append(byte[] data, int from, int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
    }
    System.arraycopy(data, from, bytes, length, count);
    length += count;
  }
}

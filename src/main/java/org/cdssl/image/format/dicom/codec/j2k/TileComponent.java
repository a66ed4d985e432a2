package org.cdssl.image.format.dicom.codec.j2k;

import org.cdssl.image.format.dicom.codec.CodecException;

/// The resolutions, subbands, precincts and code blocks of one component of a tile (T.800 Annex B).
final class TileComponent {
  final CodingStyle style;
  final int x0;
  final int y0;
  final int x1;
  final int y1;
  final Resolution[] resolutions;

  /// One resolution: its bounds, its precincts and its subbands (LL, or HL, LH, HH).
  record Resolution(
      int x0, int y0, int x1, int y1, int precinctsX, int precinctsY, Subband[] bands) {}

  /// @param precision bits of a sample of this component
  /// @param mostPrecincts more than that cannot be coded in the bytes that there are
  TileComponent(
      CodingStyle style, int x0, int y0, int x1, int y1, int precision, long mostPrecincts)
      throws CodecException {
    this.style = style;
    this.x0 = x0;
    this.y0 = y0;
    this.x1 = x1;
    this.y1 = y1;
    resolutions = new Resolution[style.levels + 1];
    long precincts = 0;
    for (int r = 0; r <= style.levels; r++) {
      int down = style.levels - r;
      int rx0 = ceilShift(x0, down);
      int ry0 = ceilShift(y0, down);
      int rx1 = ceilShift(x1, down);
      int ry1 = ceilShift(y1, down);
      int px = style.precinctX[r];
      int py = style.precinctY[r];
      int across = rx1 > rx0 ? ceilShift(rx1, px) - (rx0 >> px) : 0;
      int tall = ry1 > ry0 ? ceilShift(ry1, py) - (ry0 >> py) : 0;
      precincts += (long) across * tall;
      if (precincts > mostPrecincts) {
        throw new CodecException("is damaged: its JPEG 2000 data claim too many precincts");
      }
      int level = r == 0 ? style.levels : down + 1;
      Subband[] bands = new Subband[r == 0 ? 1 : 3];
      for (int b = 0; b < bands.length; b++) {
        int kind = r == 0 ? 0 : b + 1;
        bands[b] = band(r, kind, level, precision, px, py, rx0 >> px, ry0 >> py, across, tall);
      }
      resolutions[r] = new Resolution(rx0, ry0, rx1, ry1, across, tall, bands);
    }
  }

  /// @param kind 0 LL, 1 HL, 2 LH, 3 HH
  private Subband band(
      int r,
      int kind,
      int level,
      int precision,
      int px,
      int py,
      int firstX,
      int firstY,
      int across,
      int tall)
      throws CodecException {
    int ox = kind & 1;
    int oy = kind >> 1;
    int bx0 = bandBound(x0, ox, level);
    int by0 = bandBound(y0, oy, level);
    int bx1 = bandBound(x1, ox, level);
    int by1 = bandBound(y1, oy, level);
    int index = r == 0 ? 0 : 3 * (r - 1) + kind;
    if (style.quantisation != 1 && index >= style.exponents.length) {
      throw new CodecException("is damaged: its JPEG 2000 data lack a quantisation step");
    }
    int exponent = style.exponent(index, level);
    int planes = style.guardBits + exponent - 1;
    double step = 1;
    if (!style.reversible) {
      int gain = ox + oy;
      step = Math.scalb(1 + style.mantissa(index) / 2048.0, precision + gain - exponent);
    }
    int shift = r == 0 ? 0 : 1;
    int sizeX = px - shift;
    int sizeY = py - shift;
    int blockX = Math.min(style.blockWidthLog2, sizeX);
    int blockY = Math.min(style.blockHeightLog2, sizeY);
    Subband.Precinct[] precincts = new Subband.Precinct[across * tall];
    for (int j = 0, k = 0; j < tall; j++) {
      for (int i = 0; i < across; i++, k++) {
        int left = (int) Math.max(bx0, (long) (firstX + i) << sizeX);
        int top = (int) Math.max(by0, (long) (firstY + j) << sizeY);
        int right = (int) Math.min(bx1, (long) (firstX + i + 1) << sizeX);
        int bottom = (int) Math.min(by1, (long) (firstY + j + 1) << sizeY);
        precincts[k] = precinct(left, top, right, bottom, blockX, blockY);
      }
    }
    return new Subband(ox == 1, oy == 1, bx0, by0, bx1, by1, planes, step, precincts);
  }

  private static Subband.Precinct precinct(
      int left, int top, int right, int bottom, int blockX, int blockY) {
    if (right <= left || bottom <= top) {
      return new Subband.Precinct(0, 0, new CodeBlock[0], null, null);
    }
    int fromX = left >> blockX;
    int fromY = top >> blockY;
    int across = ceilShift(right, blockX) - fromX;
    int down = ceilShift(bottom, blockY) - fromY;
    CodeBlock[] blocks = new CodeBlock[across * down];
    for (int j = 0, k = 0; j < down; j++) {
      for (int i = 0; i < across; i++, k++) {
        blocks[k] =
            new CodeBlock(
                Math.max(left, (fromX + i) << blockX),
                Math.max(top, (fromY + j) << blockY),
                Math.min(right, (fromX + i + 1) << blockX),
                Math.min(bottom, (fromY + j + 1) << blockY));
      }
    }
    return new Subband.Precinct(
        across, down, blocks, new TagTree(across, down), new TagTree(across, down));
  }

  private static int bandBound(int bound, int offset, int level) {
    if (level == 0) {
      return bound;
    }
    long half = (long) offset << (level - 1);
    return (int) ((bound - half + (1L << level) - 1) >> level);
  }

  static int ceilShift(int value, int shift) {
    return (int) ((value + (1L << shift) - 1) >> shift);
  }
}

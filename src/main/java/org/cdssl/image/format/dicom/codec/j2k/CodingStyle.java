package org.cdssl.image.format.dicom.codec.j2k;

/// How one component of a tile is coded (COD, COC, QCD, QCC of T.800 Annex A).
final class CodingStyle implements Cloneable {
  static final int BYPASS = 1;
  static final int RESET = 2;
  static final int TERMINATE = 4;
  static final int CAUSAL = 8;
  static final int SEGMENT_SYMBOLS = 32;

  int levels;
  int blockWidthLog2;
  int blockHeightLog2;
  int blockStyle;
  boolean reversible;

  /// Log2 of the precinct size at each resolution.
  int[] precinctX;

  int[] precinctY;

  /// 0 none, 1 derived, 2 expounded.
  int quantisation;

  int guardBits;

  /// Exponent and mantissa of each subband: LL, then HL, LH, HH of each level from the coarsest.
  int[] exponents = {};

  int[] mantissas = {};

  @Override
  public CodingStyle clone() {
    try {
      return (CodingStyle) super.clone(); // its arrays are replaced, never changed
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /// Exponent of subband `band` (0 LL, then counted as above), which lies at `level` (1: finest).
  int exponent(int band, int level) {
    return quantisation == 1 ? exponents[0] - (levels - level) : exponents[band];
  }

  int mantissa(int band) {
    return quantisation == 1 ? mantissas[0] : mantissas[band];
  }
}

package org.cdssl.report;

/// An interval along a curve, drawn as a pale area behind it. Where an end is not finite the area
/// is interrupted.
///
/// @param colour index into the page's palette, that of the curve
record Band(double[] x, double[] low, double[] high, int colour) {
  Band {
    if (x.length != low.length || x.length != high.length) {
      throw new IllegalArgumentException(
          "as many x as ends are needed, got %d, %d, %d"
              .formatted(x.length, low.length, high.length));
    }
  }
}

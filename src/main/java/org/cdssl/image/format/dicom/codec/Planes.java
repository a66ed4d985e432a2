package org.cdssl.image.format.dicom.codec;

/// One decoded frame: a plane of samples for each component, row-major from the top left.
///
/// @param samples [component][y * width + x]
/// @param precision bits of a sample
/// @param signed whether samples are signed (JPEG 2000 alone can say so)
/// @param colour what three components are
public record Planes(
    int width, int height, int[][] samples, int precision, boolean signed, Colour colour) {
  /// What the compressed data themselves say of their three components.
  public enum Colour {
    UNSAID,
    RGB,
    YCBCR
  }
}

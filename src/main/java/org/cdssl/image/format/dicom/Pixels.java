package org.cdssl.image.format.dicom;

/// How the pixels are stored, and where.
///
/// @param rows height
/// @param columns width
/// @param samples components of a pixel, 1 or 3
/// @param frames at least 1
/// @param allocated bits that a sample takes: 1, 8, 16 or 32; 32 or 64 of floating point
/// @param stored bits of them that count
/// @param highBit the highest of these
/// @param signed whether samples are in two's complement
/// @param planar whether each component is a plane of its own, in uncompressed data
/// @param element the tag of the pixel element
/// @param at where its value starts
/// @param swapped whether bytes are swapped in pairs: VR OW of fewer than 16 bits in big endian
/// @param length its length; [DataSetParser#UNDEFINED] where it is in fragments
record Pixels(
    int rows,
    int columns,
    int samples,
    int frames,
    Photometric photometric,
    int allocated,
    int stored,
    int highBit,
    boolean signed,
    boolean planar,
    int element,
    long at,
    long length,
    boolean swapped) {

  boolean isFloat() {
    return element != Tags.PIXELS;
  }

  /// Smallest and largest stored number of integer pixels.
  double low() {
    return signed ? -Math.scalb(1.0, stored - 1) : 0;
  }

  double high() {
    return Math.scalb(1.0, signed ? stored - 1 : stored) - 1;
  }

  /// Bits of one frame of uncompressed data.
  long frameBits() {
    long pixels = (long) rows * columns;
    return photometric == Photometric.YBR_FULL_422
        ? pixels * 2 * allocated
        : pixels * samples * allocated;
  }

  /// "uint16", under numpy's name.
  String storedType() {
    if (isFloat()) {
      return "float" + allocated;
    }
    return allocated == 1 ? "bool" : (signed ? "int" : "uint") + allocated;
  }
}

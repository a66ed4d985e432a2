package org.cdssl.image.format.dicom;

/// What the samples mean (PS3.3 C.7.6.3.1.2), as far as it matters for grey.
enum Photometric {
  MONOCHROME1,
  MONOCHROME2,
  PALETTE,
  RGB,
  YBR_FULL,
  /// Chroma of two pixels is shared; only uncompressed data differ from YBR_FULL.
  YBR_FULL_422,
  YBR_PARTIAL,
  /// JPEG 2000 colour transforms, which its decoder undoes: RGB.
  YBR_JPEG_2000;

  /// @return null for a name that is not known
  static Photometric of(String text, int samples) {
    return switch (text) {
      case "MONOCHROME1" -> MONOCHROME1;
      case "MONOCHROME2" -> MONOCHROME2;
      case "PALETTE COLOR" -> PALETTE;
      case "RGB" -> RGB;
      case "YBR_FULL" -> YBR_FULL;
      case "YBR_FULL_422" -> YBR_FULL_422;
      case "YBR_PARTIAL_422", "YBR_PARTIAL_420" -> YBR_PARTIAL;
      case "YBR_ICT", "YBR_RCT" -> YBR_JPEG_2000;
      // some writers leave it out
      case "" -> samples == 1 ? MONOCHROME2 : RGB;
      default -> null;
    };
  }

  int samples() {
    return this == MONOCHROME1 || this == MONOCHROME2 || this == PALETTE ? 1 : 3;
  }
}

package org.cdssl.image.format.dicom.codec.j2k;

/// One subband of a resolution of a tile component.
///
/// @param horizontal whether it is high-pass along x
/// @param vertical whether it is high-pass along y
/// @param planes most bit planes of a coefficient (M_b)
/// @param step quantisation step, 1 where it is reversible
/// @param precincts in raster order
record Subband(
    boolean horizontal,
    boolean vertical,
    int x0,
    int y0,
    int x1,
    int y1,
    int planes,
    double step,
    Precinct[] precincts) {

  /// The code blocks of one precinct within the subband.
  record Precinct(int across, int down, CodeBlock[] blocks, TagTree inclusion, TagTree zeros) {}

  int width() {
    return x1 - x0;
  }

  int height() {
    return y1 - y0;
  }
}

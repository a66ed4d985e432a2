package org.cdssl.image.format.dicom.codec.j2k;

import org.cdssl.image.format.dicom.codec.CodecException;

/// From the code blocks of a tile component to its samples: bit planes, dequantisation, wavelet.
final class TileDecoder {
  private final BlockDecoder blocks = new BlockDecoder();

  /// Samples of a reversibly coded component, row-major.
  int[] reversible(TileComponent component) throws CodecException {
    int[] image = {};
    for (int r = 0; r < component.resolutions.length; r++) {
      TileComponent.Resolution resolution = component.resolutions[r];
      int width = resolution.x1() - resolution.x0();
      int height = resolution.y1() - resolution.y0();
      int[] next = new int[width * height];
      if (r > 0) {
        TileComponent.Resolution low = component.resolutions[r - 1];
        int lowWidth = low.x1() - low.x0();
        int x = low.x0() * 2 - resolution.x0();
        int y = low.y0() * 2 - resolution.y0();
        for (int i = 0; i < image.length; i++) {
          next[(y + 2 * (i / lowWidth)) * width + x + 2 * (i % lowWidth)] = image[i];
        }
      }
      for (Subband band : resolution.bands()) {
        for (Subband.Precinct precinct : band.precincts()) {
          for (CodeBlock block : precinct.blocks()) {
            if (block.passes == 0) {
              continue;
            }
            int[] values = blocks.decode(block, band, component.style);
            int blockWidth = block.x1 - block.x0;
            for (int y = block.y0, i = 0; y < block.y1; y++) {
              int at = index(band, resolution, width, r, block.x0, y);
              for (int k = 0; k < blockWidth; k++, i++) {
                next[at + (r == 0 ? k : 2 * k)] = values[i] / 2;
              }
            }
          }
        }
      }
      if (r > 0) {
        Wavelet.reversible(
            next, width, height, (resolution.x0() & 1) == 1, (resolution.y0() & 1) == 1);
      }
      image = next;
    }
    return image;
  }

  /// Samples of an irreversibly coded component, row-major.
  float[] irreversible(TileComponent component) throws CodecException {
    float[] image = {};
    for (int r = 0; r < component.resolutions.length; r++) {
      TileComponent.Resolution resolution = component.resolutions[r];
      int width = resolution.x1() - resolution.x0();
      int height = resolution.y1() - resolution.y0();
      float[] next = new float[width * height];
      if (r > 0) {
        TileComponent.Resolution low = component.resolutions[r - 1];
        int lowWidth = low.x1() - low.x0();
        int x = low.x0() * 2 - resolution.x0();
        int y = low.y0() * 2 - resolution.y0();
        for (int i = 0; i < image.length; i++) {
          next[(y + 2 * (i / lowWidth)) * width + x + 2 * (i % lowWidth)] = image[i];
        }
      }
      for (Subband band : resolution.bands()) {
        float step = (float) (band.step() / 2);
        for (Subband.Precinct precinct : band.precincts()) {
          for (CodeBlock block : precinct.blocks()) {
            if (block.passes == 0) {
              continue;
            }
            int[] values = blocks.decode(block, band, component.style);
            int blockWidth = block.x1 - block.x0;
            for (int y = block.y0, i = 0; y < block.y1; y++) {
              int at = index(band, resolution, width, r, block.x0, y);
              for (int k = 0; k < blockWidth; k++, i++) {
                next[at + (r == 0 ? k : 2 * k)] = values[i] * step;
              }
            }
          }
        }
      }
      if (r > 0) {
        Wavelet.irreversible(
            next, width, height, (resolution.x0() & 1) == 1, (resolution.y0() & 1) == 1);
      }
      image = next;
    }
    return image;
  }

  /// Where coefficient (x, y) of a subband lies among the interleaved ones of its resolution.
  private static int index(
      Subband band, TileComponent.Resolution resolution, int width, int r, int x, int y) {
    if (r == 0) {
      return (y - resolution.y0()) * width + x - resolution.x0();
    }
    int column = 2 * x + (band.horizontal() ? 1 : 0) - resolution.x0();
    int row = 2 * y + (band.vertical() ? 1 : 0) - resolution.y0();
    return row * width + column;
  }
}

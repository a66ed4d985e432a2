package org.cdssl.collection.cache;

/// Cuts a volume into chunks while its slices come: holds those of one layer of chunks, as they are
/// stored, one chunk after the other. Slices are read in the order they lie in memory; cutting one
/// chunk after the other out of a volume fetches every row from far away.
final class LayerCutter {
  private final ChunkLayout layout;
  private final short[] layer;
  private int z;

  LayerCutter(ChunkLayout layout) {
    this.layout = layout;
    this.layer = new short[layout.nx() * layout.ny() * Math.min(layout.cz(), layout.nz())];
  }

  ChunkLayout layout() {
    return layout;
  }

  /// Chunks of the layer that is there, from x, y = 0 on.
  short[] layer() {
    return layer;
  }

  /// Takes the next slice, which begins at `from`.
  ///
  /// @return the first chunk of the layer that is complete now; -1 where none is
  int take(short[] values, int from) {
    int nx = layout.nx();
    int k = z / layout.cz();
    int depth = Math.min(layout.cz(), layout.nz() - k * layout.cz());
    int inChunkZ = z % layout.cz();
    int at = from;
    for (int y = 0; y < layout.ny(); y++, at += nx) {
      int j = y / layout.cy();
      int height = Math.min(layout.cy(), layout.ny() - j * layout.cy());
      int row = inChunkZ * height + y - j * layout.cy();
      int rowOfChunks = j * layout.cy() * nx * depth;
      for (int x = 0; x < nx; x += layout.cx()) {
        int width = Math.min(layout.cx(), nx - x);
        int to = rowOfChunks + x * height * depth + row * width;
        System.arraycopy(values, at + x, layer, to, width);
      }
    }
    z++;
    return inChunkZ == depth - 1 ? layout.index(0, 0, k) : -1;
  }
}

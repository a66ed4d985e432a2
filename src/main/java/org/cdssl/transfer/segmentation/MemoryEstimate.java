package org.cdssl.transfer.segmentation;

import java.util.Locale;

/// What the segmentation of one image takes on top of the program itself, bytes.
///
/// @param image on the network's grid, 2 bytes a voxel
/// @param labels of the result, 1 byte a voxel
/// @param slab slices times classes that windows are still added to
/// @param tiles windows on their way in and slices on their way out
/// @param network layers' results for one batch of windows, measured on one, and [#RUNTIME]
record MemoryEstimate(long image, long labels, long slab, long tiles, long network) {
  /// What allocator and virtual machine take on top while they run: compiled code, the gaps between
  /// blocks that come and go. 30 to 60 MiB were measured with a network of one layer.
  static final long RUNTIME = 32L << 20;

  long total() {
    return image + labels + slab + tiles + network;
  }

  /// `620 MiB: image 256, labels 128, slab of 64 slices 192, windows 12, network 32`
  String text() {
    return String.format(
        Locale.ROOT,
        "%d MiB: image %d, labels %d, slab %d, windows %d, network %d",
        mib(total()),
        mib(image),
        mib(labels),
        mib(slab),
        mib(tiles),
        mib(network));
  }

  private static long mib(long bytes) {
    return (bytes + (1 << 19)) >> 20;
  }
}

package org.cdssl.image.format;

import java.io.IOException;

/// A sink that also takes 16-bit signed numbers as they are stored, where they need no scaling, so
/// that they need not become floats one by one on the way.
public interface ShortSink extends VoxelSink {
  /// @param chunk stored values; only valid during the call
  /// @param length how many of them count
  void accept(short[] chunk, int length) throws IOException;
}

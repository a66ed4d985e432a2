package org.cdssl.image.format;

import java.io.IOException;

/// Takes the voxels of a file in the order they are stored (x fastest), chunk by chunk, so that
/// statistics of a large image need no memory for all of it.
@FunctionalInterface
public interface VoxelSink {
  /// Takes nothing: the voxels are only proven to be there, and plain data is not even decoded.
  VoxelSink NONE = (_, _) -> {};

  /// @param chunk scaled values; only valid during the call
  /// @param length how many of them count
  void accept(float[] chunk, int length) throws IOException;
}

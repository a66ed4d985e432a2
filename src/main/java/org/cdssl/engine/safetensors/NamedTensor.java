package org.cdssl.engine.safetensors;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

/// A tensor to be written.
///
/// @param name key in the file, such as `layer1.0.conv1.weight`
/// @param dtype element type
/// @param shape sizes; empty for a scalar
/// @param data asked for once, when the tensor's turn comes, so that at most one tensor has to be
///   held as a copy; its remaining bytes are the elements, row-major, little endian
public record NamedTensor(String name, Dtype dtype, long[] shape, Supplier<ByteBuffer> data) {

  /// Bytes that the shape asks for.
  public long bytes() {
    return dtype.bytes(shape);
  }
}

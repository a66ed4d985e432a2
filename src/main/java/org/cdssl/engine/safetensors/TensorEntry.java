package org.cdssl.engine.safetensors;

/// Where a tensor lies in a file and what it is.
///
/// @param name key in the file
/// @param dtype element type
/// @param shape sizes; empty for a scalar
/// @param offset first byte, from the start of the file
/// @param bytes length; equals `dtype.bytes(shape)`
public record TensorEntry(String name, Dtype dtype, long[] shape, long offset, long bytes) {}

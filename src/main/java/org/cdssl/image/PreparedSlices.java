package org.cdssl.image;

/// Takes a prepared volume slice by slice, from the feet up.
public interface PreparedSlices {
  /// Before the first slice.
  void begin(int nx, int ny, int nz);

  /// @param slice unsigned 16-bit values as in [PreparedImage], x fastest; only valid during the
  ///   call
  void add(short[] slice);
}

package org.cdssl.image;

/// One slice of a volume as it comes out of the file, x fastest. Floats or 16-bit numbers,
/// whichever come; not both in one volume.
final class StoredSlice implements Resampling.Rows {
  private final int nx;
  private final int ny;
  private final boolean backwards;
  private final Usable usable = new Usable();
  private float[] floats;
  private short[] shorts;
  private int filled;

  /// @param backwards whether the stored rows run from front to back
  StoredSlice(int nx, int ny, boolean backwards) {
    this.nx = nx;
    this.ny = ny;
    this.backwards = backwards;
  }

  /// Takes up to `count` voxels and says how many.
  int take(float[] chunk, int from, int count) {
    if (floats == null) {
      floats = new float[nx * ny];
    }
    return copy(chunk, from, floats, count);
  }

  /// The same of 16-bit numbers.
  int take(short[] chunk, int from, int count) {
    if (shorts == null) {
      shorts = new short[nx * ny];
    }
    return copy(chunk, from, shorts, count);
  }

  private int copy(Object chunk, int from, Object to, int count) {
    int taken = Math.min(count, nx * ny - filled);
    System.arraycopy(chunk, from, to, filled, taken);
    filled += taken;
    return taken;
  }

  boolean isFull() {
    return filled == nx * ny;
  }

  /// Whether nothing broken was met so far, this slice included, which must be full.
  boolean isUsable() {
    return shorts == null ? usable.take(floats) : usable.take(shorts);
  }

  /// @throws org.cdssl.CdsslException of kind DATA that names the image and what is wrong
  void requireUsable(String id) {
    usable.require(id);
  }

  void clear() {
    filled = 0;
  }

  @Override
  public void read(int y, float[] out) {
    int start = (backwards ? ny - 1 - y : y) * nx;
    if (shorts == null) {
      System.arraycopy(floats, start, out, 0, nx);
      return;
    }
    for (int x = 0; x < nx; x++) {
      out[x] = shorts[start + x];
    }
  }
}

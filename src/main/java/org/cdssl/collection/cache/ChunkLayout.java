package org.cdssl.collection.cache;

/// A grid of `nx` x `ny` x `nz` voxels cut into chunks of `cx` x `cy` x `cz`; those at the far ends
/// hold what is left. Chunks count x fastest.
record ChunkLayout(int nx, int ny, int nz, int cx, int cy, int cz) {
  ChunkLayout {
    if (nx < 1 || ny < 1 || nz < 1 || cx < 1 || cy < 1 || cz < 1) {
      throw new IllegalArgumentException("sizes of a chunk layout must be at least 1");
    }
  }

  int alongX() {
    return Math.ceilDiv(nx, cx);
  }

  int alongY() {
    return Math.ceilDiv(ny, cy);
  }

  int alongZ() {
    return Math.ceilDiv(nz, cz);
  }

  int count() {
    return Math.multiplyExact(Math.multiplyExact(alongX(), alongY()), alongZ());
  }

  /// Chunks beside each other, of one place along z.
  int inLayer() {
    return alongX() * alongY();
  }

  int index(int i, int j, int k) {
    return (k * alongY() + j) * alongX() + i;
  }

  int startX(int chunk) {
    return chunk % alongX() * cx;
  }

  int startY(int chunk) {
    return chunk / alongX() % alongY() * cy;
  }

  int startZ(int chunk) {
    return chunk / alongX() / alongY() * cz;
  }

  int sizeX(int chunk) {
    return Math.min(cx, nx - startX(chunk));
  }

  int sizeY(int chunk) {
    return Math.min(cy, ny - startY(chunk));
  }

  int sizeZ(int chunk) {
    return Math.min(cz, nz - startZ(chunk));
  }

  int voxels(int chunk) {
    return sizeX(chunk) * sizeY(chunk) * sizeZ(chunk);
  }
}

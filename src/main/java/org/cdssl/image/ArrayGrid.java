package org.cdssl.image;

import java.util.Optional;

/// Intensities in memory, x fastest.
record ArrayGrid(int nx, int ny, short[] values) implements IntensityGrid {
  ArrayGrid(int nx, int ny, int nz, short[] values) {
    if ((long) nx * ny * nz != values.length) {
      throw new IllegalArgumentException(
          "a "
              + nx
              + "x"
              + ny
              + "x"
              + nz
              + " image needs "
              + (long) nx * ny * nz
              + " values, got "
              + values.length);
    }
    this(nx, ny, values);
  }

  @Override
  public int at(int x, int y, int z) {
    return values[(z * ny + y) * nx + x] & 0xffff;
  }

  @Override
  public void read(int x, int y, int z, int boxX, int boxY, int boxZ, short[] out) {
    int to = 0;
    for (int k = z; k < z + boxZ; k++) {
      for (int j = y; j < y + boxY; j++, to += boxX) {
        System.arraycopy(values, (k * ny + j) * nx + x, out, to, boxX);
      }
    }
  }

  @Override
  public int minimum() {
    int smallest = 0xffff;
    for (short value : values) {
      smallest = Math.min(smallest, value & 0xffff);
    }
    return smallest;
  }

  @Override
  public Optional<short[]> array() {
    return Optional.of(values);
  }

  @Override
  public long heapBytes() {
    return 2L * values.length;
  }
}

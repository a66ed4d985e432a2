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
    // four at once: each comparison would wait for the one before it
    int a = 0xffff;
    int b = 0xffff;
    int c = 0xffff;
    int d = 0xffff;
    int i = 0;
    for (; i < values.length - 3; i += 4) {
      a = Math.min(a, values[i] & 0xffff);
      b = Math.min(b, values[i + 1] & 0xffff);
      c = Math.min(c, values[i + 2] & 0xffff);
      d = Math.min(d, values[i + 3] & 0xffff);
    }
    for (; i < values.length; i++) {
      a = Math.min(a, values[i] & 0xffff);
    }
    return Math.min(Math.min(a, b), Math.min(c, d));
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

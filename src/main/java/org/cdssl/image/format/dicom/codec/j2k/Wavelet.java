package org.cdssl.image.format.dicom.codec.j2k;

/// Inverse wavelet transforms (T.800 Annex F) by lifting, in place, on rows that hold low and high
/// samples in turn. Beyond the edges samples are mirrored.
final class Wavelet {
  private static final float ALPHA = -1.5861343f;
  private static final float BETA = -0.052980117f;
  private static final float GAMMA = 0.8829111f;
  private static final float DELTA = 0.44350687f;
  private static final float K = 1.2301741f;

  /// 1/K would be 0.8128931; this is what OpenJPEG has, 3.3e-5 less. With it, values equal those of
  /// the DICOM toolkits to the bit; the exact one rounds about one voxel in a hundred differently.
  private static final float HIGH = 1.6257324f / 2;

  private Wavelet() {}

  /// 5/3, exact integers.
  ///
  /// @param oddX whether the first column is a high one
  /// @param oddY whether the first row is
  static void reversible(int[] a, int width, int height, boolean oddX, boolean oddY) {
    int firstX = oddX ? 1 : 0;
    for (int y = 0; y < height; y++) {
      int row = y * width;
      if (width == 1) {
        a[row] = oddX ? a[row] >> 1 : a[row];
        continue;
      }
      for (int i = firstX; i < width; i += 2) {
        a[row + i] -= (a[row + mirror(i - 1, width)] + a[row + mirror(i + 1, width)] + 2) >> 2;
      }
      for (int i = 1 - firstX; i < width; i += 2) {
        a[row + i] += (a[row + mirror(i - 1, width)] + a[row + mirror(i + 1, width)]) >> 1;
      }
    }
    int firstY = oddY ? 1 : 0;
    if (height == 1) {
      for (int x = 0; oddY && x < width; x++) {
        a[x] >>= 1;
      }
      return;
    }
    for (int i = firstY; i < height; i += 2) {
      int up = mirror(i - 1, height) * width;
      int down = mirror(i + 1, height) * width;
      for (int x = 0; x < width; x++) {
        a[i * width + x] -= (a[up + x] + a[down + x] + 2) >> 2;
      }
    }
    for (int i = 1 - firstY; i < height; i += 2) {
      int up = mirror(i - 1, height) * width;
      int down = mirror(i + 1, height) * width;
      for (int x = 0; x < width; x++) {
        a[i * width + x] += (a[up + x] + a[down + x]) >> 1;
      }
    }
  }

  /// 9/7, float32.
  static void irreversible(float[] a, int width, int height, boolean oddX, boolean oddY) {
    int firstX = oddX ? 1 : 0;
    for (int y = 0; y < height; y++) {
      int row = y * width;
      if (width == 1) {
        a[row] = oddX ? a[row] / 2 : a[row];
        continue;
      }
      for (int i = 0; i < width; i++) {
        a[row + i] *= (i & 1) == firstX ? K : HIGH;
      }
      liftRow(a, row, width, firstX, DELTA);
      liftRow(a, row, width, 1 - firstX, GAMMA);
      liftRow(a, row, width, firstX, BETA);
      liftRow(a, row, width, 1 - firstX, ALPHA);
    }
    int firstY = oddY ? 1 : 0;
    if (height == 1) {
      for (int x = 0; oddY && x < width; x++) {
        a[x] /= 2;
      }
      return;
    }
    for (int y = 0; y < height; y++) {
      float scale = (y & 1) == firstY ? K : HIGH;
      for (int x = 0; x < width; x++) {
        a[y * width + x] *= scale;
      }
    }
    liftColumns(a, width, height, firstY, DELTA);
    liftColumns(a, width, height, 1 - firstY, GAMMA);
    liftColumns(a, width, height, firstY, BETA);
    liftColumns(a, width, height, 1 - firstY, ALPHA);
  }

  private static void liftRow(float[] a, int row, int width, int first, float factor) {
    for (int i = first; i < width; i += 2) {
      a[row + i] -= factor * (a[row + mirror(i - 1, width)] + a[row + mirror(i + 1, width)]);
    }
  }

  private static void liftColumns(float[] a, int width, int height, int first, float factor) {
    for (int i = first; i < height; i += 2) {
      int up = mirror(i - 1, height) * width;
      int down = mirror(i + 1, height) * width;
      for (int x = 0; x < width; x++) {
        a[i * width + x] -= factor * (a[up + x] + a[down + x]);
      }
    }
  }

  private static int mirror(int i, int n) {
    return i < 0 ? 1 : i >= n ? n - 2 : i;
  }
}

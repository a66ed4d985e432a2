package org.cdssl.image;

/// Cuts a rectangle out of a grey image and resizes it bilinearly, as RandomResizedCrop does
/// (METHOD A.4): half-pixel centres, no antialiasing, the rectangle's own edge repeated.
///
/// A rectangle with whole bounds gives what torch's `interpolate(crop, mode='bilinear',
/// align_corners=False)` gives. Keeps tables and scratch for one output size; use one instance a
/// thread. [#apply] allocates nothing once it has seen its largest image.
public final class CropResize {
  private final int outWidth;
  private final int outHeight;
  private final LinearAxis columns;
  private final LinearAxis rows;

  /// Two neighbouring image rows, interpolated along x; row y lives in number y mod 2.
  private final float[][] row;

  private final int[] rowHeld = new int[2];

  /// @param outWidth width of the result, pixels
  /// @param outHeight height of the result, pixels
  public CropResize(int outWidth, int outHeight) {
    if (outWidth < 1 || outHeight < 1) {
      throw new IllegalArgumentException(
          "sizes must be at least 1, got " + outWidth + "x" + outHeight);
    }
    this.outWidth = outWidth;
    this.outHeight = outHeight;
    this.columns = LinearAxis.resize(1, outWidth);
    this.rows = LinearAxis.resize(1, outHeight);
    this.row = new float[2][outWidth];
  }

  /// Resizes the rectangle with the corner (`left`, `top`) and the given size, in pixels; pixel (x,
  /// y) covers [x, x+1) × [y, y+1).
  ///
  /// @param pixels the image, row-major
  /// @param out gets `outWidth * outHeight` values from `outOffset` on
  /// @throws IllegalArgumentException if the rectangle is empty or leaves the image
  public void apply(
      float[] pixels,
      int width,
      int height,
      double left,
      double top,
      double cropWidth,
      double cropHeight,
      float[] out,
      int outOffset) {
    requirePixels(pixels.length, width, height);
    columns.aim(width, left, cropWidth);
    rows.aim(height, top, cropHeight);
    forget();
    for (int y = 0; y < outHeight; y++) {
      int near = rows.lower()[y];
      int far = rows.upper()[y];
      load(pixels, near, width);
      load(pixels, far, width);
      blend(row[near & 1], row[far & 1], rows.weight()[y], out, outOffset + y * outWidth);
    }
  }

  /// The same of a flat prepared image; the result is its intensity in [0,1].
  public void apply(
      PreparedImage image,
      double left,
      double top,
      double cropWidth,
      double cropHeight,
      float[] out,
      int outOffset) {
    short[] values = image.values();
    requirePixels(values.length, image.nx(), image.ny());
    columns.aim(image.nx(), left, cropWidth);
    rows.aim(image.ny(), top, cropHeight);
    forget();
    for (int y = 0; y < outHeight; y++) {
      int near = rows.lower()[y];
      int far = rows.upper()[y];
      load(values, near, image.nx());
      load(values, far, image.nx());
      blend(row[near & 1], row[far & 1], rows.weight()[y], out, outOffset + y * outWidth);
    }
  }

  private void forget() {
    rowHeld[0] = -1;
    rowHeld[1] = -1;
  }

  private void load(float[] pixels, int y, int width) {
    if (rowHeld[y & 1] != y) {
      rowHeld[y & 1] = y;
      Lerp.gather(pixels, y * width, 1, columns, row[y & 1], 0);
    }
  }

  private void load(short[] values, int y, int width) {
    if (rowHeld[y & 1] == y) {
      return;
    }
    rowHeld[y & 1] = y;
    float[] result = row[y & 1];
    int[] lower = columns.lower();
    int[] upper = columns.upper();
    float[] weight = columns.weight();
    int from = y * width;
    for (int x = 0; x < outWidth; x++) {
      float a = values[from + lower[x]] & 0xffff;
      float b = values[from + upper[x]] & 0xffff;
      result[x] = (a + weight[x] * (b - a)) / PreparedImage.FULL_SCALE;
    }
  }

  private void blend(float[] near, float[] far, float weight, float[] out, int to) {
    Lerp.rows(near, 0, far, 0, weight, out, to, outWidth);
  }

  private static void requirePixels(int length, int width, int height) {
    if ((long) width * height != length) {
      throw new IllegalArgumentException(
          "an image of " + width + "x" + height + " pixels came with " + length + " values");
    }
  }
}

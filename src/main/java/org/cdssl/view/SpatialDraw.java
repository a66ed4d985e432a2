package org.cdssl.view;

import java.util.Arrays;
import org.cdssl.config.Size3;
import org.cdssl.config.ViewsConfig;

/// The spatial step of a view: left-right flip, then scale and rotation about the centre (METHOD
/// B.3).
///
/// An output voxel o shows the input at c + Rᵀ·S⁻¹·(o − c) with c the centre, S = diag(scale), R =
/// Rz·Rx·Ry: the image is turned, then magnified, so that a scale above 1 makes things larger (the
/// order of SimpleITK's composite in TorchIO 0.18). Linear interpolation. An input within half a
/// voxel of the border repeats the border voxel; anything further out is the crop's minimum.
///
/// @param flip whether x runs backwards; applied before the affine
/// @param scaleX magnification along x, and so on
/// @param rotationX rotation about the x axis, radians, and so on
record SpatialDraw(
    boolean flip,
    double scaleX,
    double scaleY,
    double scaleZ,
    double rotationX,
    double rotationY,
    double rotationZ) {

  /// Positions are integers with so many fractional bits.
  private static final int FRACTION_BITS = 20;

  private static final int FRACTION_MASK = (1 << FRACTION_BITS) - 1;
  private static final float FRACTION = 1f / (1 << FRACTION_BITS);

  /// Longest axis of a view that the positions can hold.
  static final int MAX_EXTENT = 1024;

  /// In a view with a depth of 1 only turns about z and scales along x and y: anything else would
  /// lead out of the plane.
  static SpatialDraw draw(ViewsConfig views, Size3 size, ViewRandom random) {
    double s = views.scale();
    double r = StrictMath.toRadians(views.rotationDegrees());
    if (size.d() == 1) {
      return new SpatialDraw(
          random.chance(views.flip()),
          random.uniform(1 - s, 1 + s),
          random.uniform(1 - s, 1 + s),
          1,
          0,
          0,
          random.uniform(-r, r));
    }
    return new SpatialDraw(
        random.chance(views.flip()),
        random.uniform(1 - s, 1 + s),
        random.uniform(1 - s, 1 + s),
        random.uniform(1 - s, 1 + s),
        random.uniform(-r, r),
        random.uniform(-r, r),
        random.uniform(-r, r));
  }

  /// Transforms `in` to `out`, both `[D, H, W]`. `padded` is scratch of at least [#paddedLength].
  void apply(float[] in, Size3 size, float[] padded, float[] out) {
    float min = pad(in, size, padded);
    double[][] m = inputFromOutput();
    double cx = (size.w() - 1) / 2.0;
    double cy = (size.h() - 1) / 2.0;
    double cz = (size.d() - 1) / 2.0;
    int to = 0;
    for (int z = 0; z < size.d(); z++) {
      for (int y = 0; y < size.h(); y++) {
        double x0 = cx - m[0][0] * cx + m[0][1] * (y - cy) + m[0][2] * (z - cz);
        double y0 = cy - m[1][0] * cx + m[1][1] * (y - cy) + m[1][2] * (z - cz);
        double z0 = cz - m[2][0] * cx + m[2][1] * (y - cy) + m[2][2] * (z - cz);
        double first = 0;
        double last = size.w() - 1;
        first = Math.max(first, enter(x0, m[0][0], size.w()));
        last = Math.min(last, leave(x0, m[0][0], size.w()));
        first = Math.max(first, enter(y0, m[1][0], size.h()));
        last = Math.min(last, leave(y0, m[1][0], size.h()));
        first = Math.max(first, enter(z0, m[2][0], size.d()));
        last = Math.min(last, leave(z0, m[2][0], size.d()));
        int from = Math.min(size.w(), (int) Math.ceil(first));
        int end = Math.max(from, (int) Math.floor(last) + 1);
        Arrays.fill(out, to, to + from, min);
        Arrays.fill(out, to + end, to + size.w(), min);
        sampleRow(
            padded,
            size,
            fixed(x0 + m[0][0] * from + 1),
            fixed(y0 + m[1][0] * from + 1),
            fixed(z0 + m[2][0] * from + 1),
            fixed(m[0][0]),
            fixed(m[1][0]),
            fixed(m[2][0]),
            out,
            to + from,
            to + end);
        to += size.w();
      }
    }
  }

  /// Length of the scratch that [#apply] needs.
  static int paddedLength(Size3 size) {
    return (size.d() + 2) * (size.h() + 2) * (size.w() + 2);
  }

  private static int fixed(double position) {
    return (int) Math.rint(position * (1 << FRACTION_BITS));
  }

  /// Least x of the output row at which `start + x * step` is inside [-0.5, extent - 0.5].
  private static double enter(double start, double step, int extent) {
    if (step == 0) {
      return start >= -0.5 && start <= extent - 0.5 ? 0 : Double.POSITIVE_INFINITY;
    }
    return step > 0 ? (-0.5 - start) / step : (extent - 0.5 - start) / step;
  }

  /// Greatest such x.
  private static double leave(double start, double step, int extent) {
    if (step == 0) {
      return start >= -0.5 && start <= extent - 0.5
          ? Double.POSITIVE_INFINITY
          : Double.NEGATIVE_INFINITY;
    }
    return step > 0 ? (extent - 0.5 - start) / step : (-0.5 - start) / step;
  }

  private static void sampleRow(
      float[] in,
      Size3 size,
      int x,
      int y,
      int z,
      int stepX,
      int stepY,
      int stepZ,
      float[] out,
      int to,
      int end) {
    int w = size.w() + 2;
    int plane = (size.h() + 2) * w;
    for (int i = to; i < end; i++) {
      int at = ((z >> FRACTION_BITS) * plane) + (y >> FRACTION_BITS) * w + (x >> FRACTION_BITS);
      float wx = (x & FRACTION_MASK) * FRACTION;
      float wy = (y & FRACTION_MASK) * FRACTION;
      float wz = (z & FRACTION_MASK) * FRACTION;
      float a = in[at] + wx * (in[at + 1] - in[at]);
      float b = in[at + w] + wx * (in[at + w + 1] - in[at + w]);
      at += plane;
      float c = in[at] + wx * (in[at + 1] - in[at]);
      float d = in[at + w] + wx * (in[at + w + 1] - in[at + w]);
      float near = a + wy * (b - a);
      float far = c + wy * (d - c);
      out[i] = near + wz * (far - near);
      x += stepX;
      y += stepY;
      z += stepZ;
    }
  }

  /// Copies the (flipped) crop with its border repeated once all around; returns its minimum.
  private float pad(float[] in, Size3 size, float[] padded) {
    float min = Float.POSITIVE_INFINITY;
    int w = size.w();
    int row = w + 2;
    int plane = (size.h() + 2) * row;
    for (int z = 0; z < size.d(); z++) {
      int to = (z + 1) * plane + row;
      for (int y = 0; y < size.h(); y++) {
        int from = (z * size.h() + y) * w;
        if (flip) {
          for (int x = 0; x < w; x++) {
            padded[to + 1 + x] = in[from + w - 1 - x];
          }
        } else {
          System.arraycopy(in, from, padded, to + 1, w);
        }
        padded[to] = padded[to + 1];
        padded[to + w + 1] = padded[to + w];
        for (int x = 0; x < w; x++) {
          min = Math.min(min, in[from + x]);
        }
        to += row;
      }
      System.arraycopy(padded, (z + 1) * plane + row, padded, (z + 1) * plane, row);
      System.arraycopy(padded, to - row, padded, to, row);
    }
    System.arraycopy(padded, plane, padded, 0, plane);
    System.arraycopy(padded, size.d() * plane, padded, (size.d() + 1) * plane, plane);
    return min;
  }

  /// Rᵀ·S⁻¹, axes in the order x, y, z.
  private double[][] inputFromOutput() {
    double[][] r = multiply(multiply(aboutZ(rotationZ), aboutX(rotationX)), aboutY(rotationY));
    double[] scale = {scaleX, scaleY, scaleZ};
    double[][] m = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        m[i][j] = r[j][i] / scale[j];
      }
    }
    return m;
  }

  private static double[][] aboutX(double angle) {
    double c = StrictMath.cos(angle);
    double s = StrictMath.sin(angle);
    return new double[][] {{1, 0, 0}, {0, c, -s}, {0, s, c}};
  }

  private static double[][] aboutY(double angle) {
    double c = StrictMath.cos(angle);
    double s = StrictMath.sin(angle);
    return new double[][] {{c, 0, s}, {0, 1, 0}, {-s, 0, c}};
  }

  private static double[][] aboutZ(double angle) {
    double c = StrictMath.cos(angle);
    double s = StrictMath.sin(angle);
    return new double[][] {{c, -s, 0}, {s, c, 0}, {0, 0, 1}};
  }

  private static double[][] multiply(double[][] a, double[][] b) {
    double[][] product = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 3; k++) {
          product[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return product;
  }
}

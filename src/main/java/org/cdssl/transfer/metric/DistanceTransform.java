package org.cdssl.transfer.metric;

import java.util.Arrays;

/// Exact squared Euclidean distance of every voxel to the nearest marked one, on voxels of any
/// spacing: lower envelopes of parabolas, axis after axis (Felzenszwalb and Huttenlocher 2012).
final class DistanceTransform {
  private DistanceTransform() {}

  /// @param marked `[D, H, W]`
  /// @param size depth, height, width
  /// @param spacingMm along depth, height, width
  /// @return mm²; infinite everywhere where nothing is marked
  static double[] squared(boolean[] marked, int[] size, double[] spacingMm) {
    double[] f = new double[marked.length];
    for (int i = 0; i < f.length; i++) {
      f[i] = marked[i] ? 0 : Double.POSITIVE_INFINITY;
    }
    int[] stride = {size[1] * size[2], size[2], 1};
    for (int axis = 2; axis >= 0; axis--) {
      Line line = new Line(size[axis], spacingMm[axis]);
      for (int start = 0; start < f.length; start++) {
        if (start / stride[axis] % size[axis] == 0) {
          line.transform(f, start, stride[axis]);
        }
      }
    }
    return f;
  }

  /// One row of voxels; keeps its scratch.
  private static final class Line {
    private final int n;
    private final double spacing;
    private final double[] row;
    private final int[] vertex;
    private final double[] from;

    Line(int n, double spacing) {
      this.n = n;
      this.spacing = spacing;
      row = new double[n];
      vertex = new int[n];
      from = new double[n + 1];
    }

    void transform(double[] f, int start, int stride) {
      for (int i = 0; i < n; i++) {
        row[i] = f[start + i * stride];
      }
      int last = -1;
      for (int q = 0; q < n; q++) {
        if (row[q] == Double.POSITIVE_INFINITY) {
          continue;
        }
        double cut = Double.NEGATIVE_INFINITY;
        while (last >= 0) {
          cut = meeting(vertex[last], q);
          if (cut > from[last]) {
            break;
          }
          last--;
          cut = Double.NEGATIVE_INFINITY;
        }
        last++;
        vertex[last] = q;
        from[last] = cut;
      }
      if (last < 0) {
        return;
      }
      Arrays.fill(from, last + 1, n + 1, Double.POSITIVE_INFINITY);
      int k = 0;
      for (int q = 0; q < n; q++) {
        while (k < last && from[k + 1] < q) {
          k++;
        }
        double distance = spacing * (q - vertex[k]);
        f[start + q * stride] = row[vertex[k]] + distance * distance;
      }
    }

    /// Where the parabolas of two voxels meet, in voxels.
    private double meeting(int p, int q) {
      double unit = spacing * spacing;
      return ((row[q] - row[p]) / unit + (double) q * q - (double) p * p) / (2.0 * (q - p));
    }
  }
}

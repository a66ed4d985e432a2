package org.cdssl.collection.phantom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Numbers of one crop with a mass, and how well a number tells two classes apart.
final class MassStatistics {
  private static final int DIRECTIONS = 150;

  private MassStatistics() {}

  /// Area under the ROC curve of "the second group has the larger values", folded to 0.5..1.
  static double separation(double[] first, double[] second) {
    double wins = 0;
    for (double a : first) {
      for (double b : second) {
        wins += b > a ? 1 : b == a ? 0.5 : 0;
      }
    }
    double auc = wins / first.length / second.length;
    return Math.max(auc, 1 - auc);
  }

  /// Mean and standard deviation of the voxels, of all or of those of the mass.
  static double[] meanAndDeviation(Phantom phantom, boolean massOnly) {
    double sum = 0;
    double squares = 0;
    int n = 0;
    for (int i = 0; i < phantom.mask().length; i++) {
      if (!massOnly || phantom.mask()[i] == Organ.MASS.code()) {
        double v = phantom.volume().voxels()[i];
        sum += v;
        squares += v * v;
        n++;
      }
    }
    double mean = sum / n;
    return new double[] {mean, Math.sqrt(Math.max(squares / n - mean * mean, 0))};
  }

  /// Voxels denser than -300 HU: what a threshold takes for the foreground.
  static double denseVoxels(Phantom phantom) {
    int n = 0;
    for (float v : phantom.volume().voxels()) {
      n += v > -300 ? 1 : 0;
    }
    return n;
  }

  /// Volume of the mass over the volume of its convex hull, both in voxels; the hull is cut out by
  /// half spaces in 150 directions.
  static double solidity(Phantom phantom) {
    int nx = phantom.volume().nx();
    int ny = phantom.volume().ny();
    List<int[]> inside = new ArrayList<>();
    int[] low = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
    int[] high = {0, 0, 0};
    for (int i = 0; i < phantom.mask().length; i++) {
      if (phantom.mask()[i] == Organ.MASS.code()) {
        int[] p = {i % nx, i / nx % ny, i / nx / ny};
        inside.add(p);
        for (int k = 0; k < 3; k++) {
          low[k] = Math.min(low[k], p[k]);
          high[k] = Math.max(high[k], p[k]);
        }
      }
    }
    double[][] normals = new double[DIRECTIONS][];
    double[] reach = new double[DIRECTIONS];
    Arrays.fill(reach, -Double.MAX_VALUE);
    for (int d = 0; d < DIRECTIONS; d++) {
      double h = 1 - (2 * d + 1.0) / DIRECTIONS;
      double r = Math.sqrt(1 - h * h);
      normals[d] = new double[] {r * Math.cos(2.4 * d), r * Math.sin(2.4 * d), h};
      for (int[] p : inside) {
        reach[d] = Math.max(reach[d], dot(normals[d], p[0], p[1], p[2]));
      }
    }
    int hull = 0;
    for (int z = low[2]; z <= high[2]; z++) {
      for (int y = low[1]; y <= high[1]; y++) {
        for (int x = low[0]; x <= high[0]; x++) {
          boolean in = true;
          for (int d = 0; d < DIRECTIONS && in; d++) {
            in = dot(normals[d], x, y, z) <= reach[d] + 1e-9;
          }
          hull += in ? 1 : 0;
        }
      }
    }
    return (double) inside.size() / hull;
  }

  private static double dot(double[] n, int x, int y, int z) {
    return n[0] * x + n[1] * y + n[2] * z;
  }
}

package org.cdssl.transfer.probe;

import java.util.Comparator;
import java.util.stream.IntStream;

/// Nearest neighbours by cosine of the frozen features. Each of the k nearest training rows votes
/// for its classes with weight exp(cosine / 0.07) (Wu et al. 2018, as DINO does); the score of a
/// class is its share of the votes. Nothing is learnt.
public final class NeighbourProbe {
  private static final double TEMPERATURE = 0.07;

  private final double[][] units;
  private final boolean[][] truth;
  private final int k;

  /// @param features `[rows][width]` of the training part
  /// @param truth `[rows][classes]`
  /// @param k neighbours, ≥ 1; all rows where there are fewer
  public NeighbourProbe(float[][] features, boolean[][] truth, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("needs at least one neighbour, got " + k);
    }
    units = new double[features.length][];
    for (int i = 0; i < features.length; i++) {
      units[i] = unit(features[i]);
    }
    this.truth = truth;
    this.k = Math.min(k, features.length);
  }

  /// Scores `[rows][classes]` in [0, 1]. Rows that are equally near count in the order of the
  /// training part.
  public double[][] scores(float[][] features) {
    return IntStream.range(0, features.length)
        .parallel()
        .mapToObj(i -> vote(unit(features[i])))
        .toArray(double[][]::new);
  }

  private double[] vote(double[] unit) {
    double[] cosine = new double[units.length];
    for (int i = 0; i < units.length; i++) {
      for (int j = 0; j < unit.length; j++) {
        cosine[i] += unit[j] * units[i][j];
      }
    }
    int[] nearest =
        IntStream.range(0, units.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -cosine[i]).thenComparingInt(i -> i))
            .limit(k)
            .mapToInt(i -> i)
            .toArray();
    double[] votes = new double[truth[0].length];
    double all = 0;
    for (int i : nearest) {
      // taken from the nearest, so that it cannot overflow
      double weight = Math.exp((cosine[i] - cosine[nearest[0]]) / TEMPERATURE);
      all += weight;
      for (int c = 0; c < votes.length; c++) {
        votes[c] += truth[i][c] ? weight : 0;
      }
    }
    for (int c = 0; c < votes.length; c++) {
      votes[c] = Math.clamp(votes[c] / all, 0, 1);
    }
    return votes;
  }

  private static double[] unit(float[] feature) {
    double square = 0;
    for (float v : feature) {
      square += (double) v * v;
    }
    double norm = Math.max(Math.sqrt(square), 1e-12);
    double[] unit = new double[feature.length];
    for (int j = 0; j < feature.length; j++) {
      unit[j] = feature[j] / norm;
    }
    return unit;
  }
}

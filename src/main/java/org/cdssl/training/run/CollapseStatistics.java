package org.cdssl.training.run;

import java.util.Locale;

/// Whether the embeddings of different samples still differ (promise P9). Of embeddings scaled to
/// length one: their standard deviation per dimension, averaged (1/√d for directions spread evenly,
/// 0 when all are one), and the mean cosine of two different samples (0 and 1).
///
/// @param meanStd mean over the dimensions of the population standard deviation over the samples
/// @param meanCosine mean over all pairs of different samples
/// @param dimensions d
/// @param share of 1/√d below which it is a collapse
public record CollapseStatistics(double meanStd, double meanCosine, int dimensions, double share) {
  /// For what a method compares (P9).
  public static final double SHARE = 0.1;

  /// For the pooled output of an encoder. It has an offset that all samples share: a transformer of
  /// random weights spreads over 0.03 of 1/√d, and a linear layer that uses it does not mind.
  public static final double ENCODER_SHARE = 0.01;

  private static final double MIN_NORM = 1e-12;

  /// @param embeddings `[samples, dimensions]`, row-major; a row of zeros counts as a zero vector
  /// @param samples ≥ 2
  public static CollapseStatistics of(
      float[] embeddings, int samples, int dimensions, double share) {
    if (samples < 2
        || dimensions < 1
        || embeddings.length != Math.multiplyExact(samples, dimensions)) {
      throw new IllegalArgumentException(
          embeddings.length + " values for [" + samples + ", " + dimensions + "]");
    }
    double[] sum = new double[dimensions];
    double squaredLengths = 0;
    double[][] units = new double[samples][dimensions];
    for (int n = 0; n < samples; n++) {
      double square = 0;
      for (int d = 0; d < dimensions; d++) {
        double value = embeddings[n * dimensions + d];
        square += value * value;
      }
      double norm = Math.max(Math.sqrt(square), MIN_NORM);
      for (int d = 0; d < dimensions; d++) {
        double unit = embeddings[n * dimensions + d] / norm;
        units[n][d] = unit;
        sum[d] += unit;
        squaredLengths += unit * unit;
      }
    }
    double std = 0;
    double squaredSum = 0;
    for (int d = 0; d < dimensions; d++) {
      double mean = sum[d] / samples;
      double square = 0;
      for (int n = 0; n < samples; n++) {
        square += (units[n][d] - mean) * (units[n][d] - mean);
      }
      std += Math.sqrt(square / samples);
      squaredSum += sum[d] * sum[d];
    }
    // |sum of u|^2 is the sum over all pairs, each sample with itself included
    double meanCosine = (squaredSum - squaredLengths) / ((double) samples * (samples - 1));
    return new CollapseStatistics(std / dimensions, meanCosine, dimensions, share);
  }

  /// Below this the embeddings have collapsed.
  public double threshold() {
    return share / Math.sqrt(dimensions);
  }

  /// Also true where the embeddings are not finite.
  public boolean collapsed() {
    return !(meanStd >= threshold());
  }

  /// One line for the progress.
  public String describe() {
    return String.format(
        Locale.ROOT,
        "embeddings: std %.2g (collapse below %.2g), mean cosine %.3f%s",
        meanStd,
        threshold(),
        meanCosine,
        collapsed() ? " - COLLAPSED" : "");
  }
}

package org.cdssl.pretext;

/// What distillation computes with two prototypes, by hand.
public final class TwoPrototypes {
  private TwoPrototypes() {}

  /// Softmax of the first of two logits.
  public static double softmax(double a, double b) {
    return 1 / (1 + Math.exp(b - a));
  }

  /// Cross-entropy of the logits with the probability `p` of the first prototype.
  public static double crossEntropy(double p, double a, double b) {
    return -p * Math.log(softmax(a, b)) - (1 - p) * Math.log(softmax(b, a));
  }
}

package org.cdssl.training;

/// Learning rate that falls from `start` to 0 along half a cosine, set once an epoch, no warm-up
/// (paper Section 3.1; METHOD B.6):
///
/// lr(e) = start · ½(1 + cos(π e / epochs))
///
/// @param start at epoch 0
/// @param epochs epoch at which it would reach 0
public record CosineSchedule(double start, int epochs) {
  public CosineSchedule {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be at least 1, got " + epochs);
    }
  }

  /// Learning rate of a whole epoch, [0, epochs].
  public double at(int epoch) {
    return start * 0.5 * (1 + Math.cos(Math.PI * epoch / epochs));
  }
}

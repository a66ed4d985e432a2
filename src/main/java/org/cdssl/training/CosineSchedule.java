package org.cdssl.training;

/// A value that rises linearly from 0 to `start`, then falls to `end` along half a cosine:
///
/// v(e) = start · e / warmup for e < warmup, else v(e) = end + (start − end) · ½(1 + cos(π (e −
/// warmup) / (epochs − warmup)))
///
/// The paper's learning rate has no warm-up and ends at 0 (Section 3.1; METHOD B.6); DINO's recipes
/// use both (METHOD D.1).
///
/// @param start at the end of the warm-up
/// @param end at `epochs`; a rise where it is larger than `start`
/// @param warmup epochs
/// @param epochs epoch at which `end` would be reached
public record CosineSchedule(double start, double end, double warmup, int epochs) {
  public CosineSchedule {
    if (epochs < 1 || warmup < 0 || warmup >= epochs) {
      throw new IllegalArgumentException(
          "needs epochs >= 1 and 0 <= warmup < epochs, got " + epochs + " and " + warmup);
    }
  }

  /// From `start` to 0 without warm-up.
  public CosineSchedule(double start, int epochs) {
    this(start, 0, 0, epochs);
  }

  /// The value at an epoch, [0, epochs], whole or not.
  public double at(double epoch) {
    if (epoch < warmup) {
      return start * epoch / warmup;
    }
    double cosine = 1 + Math.cos(Math.PI * (epoch - warmup) / (epochs - warmup));
    return end + (start - end) * 0.5 * cosine;
  }
}

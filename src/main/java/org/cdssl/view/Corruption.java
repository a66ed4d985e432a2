package org.cdssl.view;

import java.util.List;

/// One intensity step of a view; how strong it is stands in [org.cdssl.config.ViewsConfig].
///
/// @param operation what is done
/// @param probability how often; a step that is always done draws no number for it
public record Corruption(Operation operation, double probability) {
  /// Blur, noise and gamma, as METHOD B.3 has them for local views.
  public static final List<Corruption> LOCAL =
      List.of(always(Operation.BLUR), always(Operation.NOISE), always(Operation.GAMMA));

  /// The same and block swaps, as METHOD B.3 has them for global views.
  public static final List<Corruption> GLOBAL =
      List.of(
          always(Operation.BLUR),
          always(Operation.NOISE),
          always(Operation.GAMMA),
          always(Operation.SWAP));

  public enum Operation {
    BLUR,
    NOISE,
    GAMMA,
    SWAP
  }

  public Corruption {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("a probability must be 0 to 1, got " + probability);
    }
  }

  /// A step that is always done.
  public static Corruption always(Operation operation) {
    return new Corruption(operation, 1);
  }

  boolean happens(ViewRandom random) {
    return probability == 1 || random.chance(probability);
  }
}

package org.cdssl.view;

import java.util.List;

/// One intensity step of a view; how strong it is stands in [org.cdssl.config.ViewsConfig].
///
/// @param operation what is done
/// @param probability how often; a step that is always done draws no number for it
/// @param others each time it happens one of `operation` and these is done, all equally often; none:
///   no number is drawn
public record Corruption(Operation operation, double probability, List<Operation> others) {
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

  /// Elastic deformation, then one of four perturbations (TransVW, METHOD D.3).
  public static final List<Corruption> PERTURBED =
      List.of(
          always(Operation.ELASTIC),
          new Corruption(
              Operation.SHUFFLE,
              1,
              List.of(Operation.BEZIER, Operation.PAINT_IN, Operation.PAINT_OUT)));

  public enum Operation {
    BLUR,
    NOISE,
    GAMMA,
    SWAP,
    ELASTIC,
    SHUFFLE,
    BEZIER,
    PAINT_IN,
    PAINT_OUT
  }

  public Corruption {
    others = List.copyOf(others);
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("a probability must be 0 to 1, got " + probability);
    }
  }

  public Corruption(Operation operation, double probability) {
    this(operation, probability, List.of());
  }

  /// A step that is always done.
  public static Corruption always(Operation operation) {
    return new Corruption(operation, 1);
  }

  Operation choose(ViewRandom random) {
    int i = others.isEmpty() ? 0 : random.nextInt(others.size() + 1);
    return i == 0 ? operation : others.get(i - 1);
  }

  boolean happens(ViewRandom random) {
    return probability == 1 || random.chance(probability);
  }
}

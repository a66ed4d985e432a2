package org.cdssl.view;

import java.util.List;
import org.cdssl.config.Range;

/// One intensity step of a view.
///
/// @param operation what is done
/// @param probability how often; a step that is always done draws no number for it
/// @param strengths what its strengths are drawn from, as [Operation] says; empty: as
///   [org.cdssl.config.ViewsConfig] says
/// @param others each time it happens one of `operation` and these is done, all equally often;
///   none: no number is drawn
public record Corruption(
    Operation operation, double probability, List<Range> strengths, List<Operation> others) {
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
              List.of(),
              List.of(Operation.BEZIER, Operation.PAINT_IN, Operation.PAINT_OUT)));

  public enum Operation {
    /// Strength: sigma, voxels.
    BLUR(1),
    /// Strength: sigma.
    NOISE(1),
    /// Strength only from the configuration.
    GAMMA(0),
    /// Strength only from the configuration.
    SWAP(0),
    /// Strength: factor of the distance to the mean.
    CONTRAST(1),
    /// Gamma of intensities scaled to [0,1] within the view. Strength: exponent.
    RANGE_GAMMA(1),
    /// In the plane either a blur or a sharpening. Strengths: sigma of the blur; sigma of the
    /// sharpening, voxels; how often the lost detail is added.
    SHARPNESS(3),
    /// Clipping above. Strength: where.
    CEILING(1),
    /// Strength only from the configuration, as of those below.
    ELASTIC(0),
    SHUFFLE(0),
    BEZIER(0),
    PAINT_IN(0),
    PAINT_OUT(0);

    private final int strengths;

    Operation(int strengths) {
      this.strengths = strengths;
    }
  }

  public Corruption {
    strengths = List.copyOf(strengths);
    others = List.copyOf(others);
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("a probability must be 0 to 1, got " + probability);
    }
    if (!strengths.isEmpty() && strengths.size() != operation.strengths) {
      throw new IllegalArgumentException(
          operation + " has " + operation.strengths + " strengths, got " + strengths.size());
    }
  }

  /// A step with strengths of its own.
  public Corruption(Operation operation, double probability, Range... strengths) {
    this(operation, probability, List.of(strengths), List.of());
  }

  /// A step that is always done, as strong as the configuration says.
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

  /// Strength `i`, or from 0 to `most` where the step has none of its own.
  Range strength(int i, double most) {
    return strengths.isEmpty() ? new Range(0, most) : strengths.get(i);
  }

  /// Largest sigma that the step blurs with.
  double largestBlur(double ofViews) {
    return switch (operation) {
      case BLUR -> strength(0, ofViews).max();
      case SHARPNESS ->
          Math.max(
              SharpnessDraw.SECOND_SIGMA, Math.max(strengths.get(0).max(), strengths.get(1).max()));
      default -> 0;
    };
  }
}

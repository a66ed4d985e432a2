package org.cdssl.collection.phantom;

/// The class of a phantom: the form of its lung mass.
///
/// Every phantom has exactly one mass. Volume, place, density, edge and texture are drawn from the
/// same distributions for both classes, and smooth masses are elongated so that the surface areas
/// overlap too; what differs is whether the surface has clefts. Means, deviations and volumes
/// therefore do not tell the classes apart, solidity (volume over volume of the convex hull) does.
public enum MassShape {
  /// An ellipsoid whose longest half axis is about twice the mean.
  SMOOTH(0),
  /// Five to eight lobes around a core, with clefts between them.
  LOBULATED(1);

  private final int code;

  MassShape(int code) {
    this.code = code;
  }

  /// The number in label files: 0 smooth, 1 lobulated.
  public int code() {
    return code;
  }

  /// The class of a phantom. Indices 2p-1 and 2p (p ≥ 1) always have one of each, in an order that
  /// depends on the seed: any even run of phantoms that starts at an odd index is balanced.
  public static MassShape of(long seed, int index) {
    int pair = Math.floorDiv(index - 1, 2);
    boolean swapped = new Draws(seed, pair, "class").chance(0.5);
    return (Math.floorMod(index, 2) == 1) == swapped ? SMOOTH : LOBULATED;
  }
}

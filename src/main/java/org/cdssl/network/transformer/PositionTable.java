package org.cdssl.network.transformer;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.Size3;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Weights;

/// Learned positions `[1, T, C]` of the tokens of a grid, the class token's first where there is
/// one. At another grid they are resized trilinearly as a map (half-pixel centres), the class
/// token's as it is.
///
/// Normal with σ = 0.02 (the truncation of the references, at ±2, is a hundred σ away).
final class PositionTable {
  private final Tensor table;
  private final Size3 grid;
  private final boolean hasClass;

  PositionTable(Weights.Scope scope, String name, Size3 grid, int channels, boolean hasClass) {
    this.grid = grid;
    this.hasClass = hasClass;
    table = scope.parameter(name, 1, grid.voxels() + (hasClass ? 1 : 0), channels);
    try (Grad off = Grad.disabled()) {
      table.normal_(0, 0.02, new GeneratorOptional());
    }
  }

  /// Adds the positions to the tokens of a grid.
  Tensor add(Tensor tokens, Size3 at) {
    if (at.equals(grid)) {
      return tokens.add(table);
    }
    Tensor places = hasClass ? Tokens.rest(table) : table;
    Tensor resized =
        Tokens.of(
            torch.upsample_trilinear3d(
                Tokens.map(places, grid),
                new long[] {at.d(), at.h(), at.w()},
                false,
                new DoubleOptional(),
                new DoubleOptional(),
                new DoubleOptional()));
    return tokens.add(hasClass ? Tokens.join(Tokens.first(table), resized) : resized);
  }
}

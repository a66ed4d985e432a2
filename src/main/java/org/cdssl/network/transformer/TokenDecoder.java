package org.cdssl.network.transformer;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.config.Size3;
import org.cdssl.config.TransformerConfig;
import org.cdssl.config.UniMissConfig;
import org.cdssl.engine.Weights;
import org.cdssl.network.Linear;

/// The decoder that UniMiSS pre-trains with (METHOD C.3), on a [PyramidTransformer] of form `MIT`:
/// three levels, each a transposed convolution to the size of the next finer stage, that stage's
/// map added, the class token led there by a linear layer, positions, blocks; at last a layer norm.
/// What comes out of it is the class token.
///
/// Widths, reductions and MLP ratios are those of the stages that the levels mirror.
final class TokenDecoder {
  private final List<Level> levels = new ArrayList<>();
  private final LayerNorm norm;
  private final int width;

  private record Level(
      PatchExpansion up,
      Linear classLink,
      PositionTable positions,
      List<TransformerBlock> blocks) {}

  TokenDecoder(Weights.Scope scope, TransformerConfig config, UniMissConfig decoder) {
    List<Size3> grids = config.grids(config.fitting(config.positionSize()));
    int stages = config.dims().size();
    for (int m = 0; m < stages - 1; m++) {
      int stage = stages - 2 - m;
      int in = config.dims().get(stage + 1);
      int out = config.dims().get(stage);
      String number = Integer.toString(m + 1);
      List<TransformerBlock> blocks = new ArrayList<>();
      for (int j = 0; j < decoder.decoderDepths().get(m); j++) {
        blocks.add(
            new TransformerBlock(
                scope.in("block" + number).in(Integer.toString(j)),
                out,
                decoder.decoderHeads().get(m),
                config.mlpRatios().get(stage),
                config.reductions().get(stage),
                true,
                BlockStyle.DECODER));
      }
      levels.add(
          new Level(
              new PatchExpansion(
                  scope.in("up" + number), in, out, config.patchStrides().get(stage + 1)),
              Linear.small(scope.in("cls_link" + number), in, out),
              new PositionTable(scope, "pos_embed" + number, grids.get(stage), out, true),
              blocks));
    }
    width = config.dims().getFirst();
    norm = new LayerNorm(scope.in("norm"), width, BlockStyle.DECODER.eps());
  }

  /// Width of the class token that comes out.
  int width() {
    return width;
  }

  /// @return the class token, `[N, width]`, float32
  Tensor forward(PyramidTransformer.Encoded encoded) {
    List<Tensor> maps = encoded.maps();
    Tensor map = maps.getLast();
    Tensor token = encoded.token();
    for (int m = 0; m < levels.size(); m++) {
      Level level = levels.get(m);
      Tensor finer = level.up().forward(Tokens.of(map), grid(map));
      map = finer.add(maps.get(maps.size() - 2 - m));
      Size3 grid = grid(map);
      Tensor tokens = Tokens.join(level.classLink().forward(token), Tokens.of(map));
      tokens = level.positions().add(tokens, grid);
      for (TransformerBlock block : level.blocks()) {
        tokens = block.forward(tokens, grid);
      }
      if (m == levels.size() - 1) {
        tokens = norm.forward(tokens);
      }
      token = Tokens.first(tokens);
      map = Tokens.map(Tokens.rest(tokens), grid);
    }
    return token.squeeze(1);
  }

  private static Size3 grid(Tensor map) {
    return new Size3((int) map.size(2), (int) map.size(3), (int) map.size(4));
  }
}

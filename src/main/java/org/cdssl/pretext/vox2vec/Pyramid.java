package org.cdssl.pretext.vox2vec;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.engine.Weights;
import org.cdssl.network.Conv3d;

/// A feature pyramid on an encoder (Lin et al. 2017; METHOD D.5): maps from the input's size down
/// to that of the encoder's last map,
///
/// p_i = lateral_i(map_i) + up(top_i(p_{i+1})), the coarsest without its second term
///
/// with 1³ convolutions and nearest upsampling to the finer map's size. Level i has `baseWidth`·2^i
/// channels. The finest map is the input itself, of which a 1³ convolution would tell no more than
/// its intensity; its lateral convolution is 3³.
final class Pyramid {
  private final List<Conv3d> laterals = new ArrayList<>();
  private final List<Conv3d> tops = new ArrayList<>();
  private final List<Integer> widths = new ArrayList<>();

  /// @param maps channels of the encoder's maps, fine to coarse
  Pyramid(Weights.Scope scope, int channels, List<Integer> maps, int baseWidth) {
    for (int i = 0; i <= maps.size(); i++) {
      widths.add(Math.multiplyExact(baseWidth, 1 << i));
    }
    for (int i = 0; i <= maps.size(); i++) {
      int in = i == 0 ? channels : maps.get(i - 1);
      Weights.Scope lateral = scope.in("lateral" + i);
      laterals.add(Conv3d.same(lateral, in, widths.get(i), i == 0 ? 3 : 1, true));
      if (i < maps.size()) {
        tops.add(Conv3d.same(scope.in("top" + i), widths.get(i + 1), widths.get(i), 1, false));
      }
    }
  }

  /// Channels of the levels, fine to coarse.
  List<Integer> widths() {
    return widths;
  }

  /// @param x `[N, C, D, H, W]`
  /// @param maps what the encoder makes of it, fine to coarse
  /// @return level i `[N, widths(i), …]`, of the input's size and then of those of the maps
  List<Tensor> forward(Tensor x, List<Tensor> maps) {
    Tensor[] levels = new Tensor[maps.size() + 1];
    for (int i = maps.size(); i >= 0; i--) {
      Tensor level = laterals.get(i).forward(i == 0 ? x : maps.get(i - 1));
      if (i < maps.size()) {
        Tensor coarse = tops.get(i).forward(levels[i + 1]);
        level = level.add(upsampled(coarse, level));
      }
      levels[i] = level;
    }
    return List.of(levels);
  }

  private static Tensor upsampled(Tensor x, Tensor like) {
    long[] size = {like.size(2), like.size(3), like.size(4)};
    return torch.upsample_nearest3d(
        x, size, new DoubleOptional(), new DoubleOptional(), new DoubleOptional());
  }
}

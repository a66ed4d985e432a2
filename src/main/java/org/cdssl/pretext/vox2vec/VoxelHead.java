package org.cdssl.pretext.vox2vec;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.Size3;
import org.cdssl.engine.Compute;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.cdssl.network.Activation;
import org.cdssl.network.Linear;
import org.cdssl.network.Norm;
import org.cdssl.pretext.Features;

/// Embeddings of single voxels (METHOD D.5): what all levels of a pyramid hold at the voxel, one
/// behind the other, then linear – BN – ReLU – linear – BN – ReLU – linear, divided by its length.
///
/// Of a level the voxel has the feature that covers it: that at ⌊v / 2^i⌋ where sizes halve. 2.17 M
/// parameters at a width of 1008. Layers before a norm have no bias, which it would take back.
final class VoxelHead {
  private final Compute compute;
  private final Linear fc1;
  private final Norm norm1;
  private final Linear fc2;
  private final Norm norm2;
  private final Linear fc3;

  /// @param in channels of all levels together
  VoxelHead(Weights.Scope scope, int in, int embedding) {
    compute = scope.compute();
    fc1 = Linear.unbiased(scope.in("0"), in, in);
    norm1 = Norm.batch(scope.in("1"), in);
    fc2 = Linear.unbiased(scope.in("3"), in, in);
    norm2 = Norm.batch(scope.in("4"), in);
    fc3 = new Linear(scope.in("6"), in, embedding);
  }

  /// @param levels each `[N, C_i, d, h, w]`
  /// @param size of the view
  /// @param sample sample of each voxel
  /// @param voxel index of each in `[D, H, W]` of the view
  /// @return `[P, embedding]`, rows of length 1, float32
  Tensor forward(List<Tensor> levels, Size3 size, int[] sample, int[] voxel) {
    Tensor[] parts = new Tensor[levels.size()];
    for (int i = 0; i < parts.length; i++) {
      Tensor level = levels.get(i);
      long channels = level.size(1);
      long[] rows = rows(level.size(2), level.size(3), level.size(4), size, sample, voxel);
      parts[i] =
          level
              .permute(0, 2, 3, 4, 1)
              .reshape(-1, channels)
              .index_select(0, TensorIo.copyOf(rows, compute, rows.length));
    }
    Tensor h = torch.cat(new TensorVector(parts), 1);
    h = Activation.RELU.forward(norm1.forward(fc1.forward(h)));
    h = Activation.RELU.forward(norm2.forward(fc2.forward(h)));
    return Features.unit(fc3.forward(h));
  }

  /// Rows of `[N·d·h·w, C]` that cover voxels of a view.
  static long[] rows(long d, long h, long w, Size3 size, int[] sample, int[] voxel) {
    long[] rows = new long[voxel.length];
    for (int p = 0; p < rows.length; p++) {
      long z = voxel[p] / (size.h() * size.w()) * d / size.d();
      long y = voxel[p] / size.w() % size.h() * h / size.h();
      long x = voxel[p] % size.w() * w / size.w();
      rows[p] = ((sample[p] * d + z) * h + y) * w + x;
    }
    return rows;
  }
}

package org.cdssl.network;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;

/// Nearest upsampling to a given size, then conv3³ without bias, padding 1.
///
/// Where every axis keeps or doubles its size the two are computed as one transposed convolution. A
/// nearest upsampling by 2 repeats each voxel, so of the three taps along an axis two always fall
/// on the same one, and the weights can be added up beforehand: along that axis the kernel (w₀, w₁,
/// w₂) becomes the stride-2 kernel (w₂, w₁+w₂, w₀+w₁, w₀). The sum is the same to rounding with 8
/// products a voxel in place of 27, and the upsampled map is never stored. The parameter stays the
/// plain 3³ kernel `weight`.
///
/// - input `[N, in, d, h, w]`, output `[N, out, D, H, W]` of the size asked for
final class UpsampleConv3d {
  /// Below so many output voxels (with the batch) adding up the weights costs more than it saves.
  private static final long LEAST_VOXELS = 2048;

  private static final float[][] DOUBLE = {{0, 0, 1}, {0, 1, 1}, {1, 1, 0}, {1, 0, 0}};
  private static final float[][] KEEP = {{0, 0, 1}, {0, 1, 0}, {1, 0, 0}};

  private final Tensor weight;
  private final long in;
  private final long out;
  private final Compute compute;

  /// Transposed convolutions of channels that fill no blocks are wrong on a CPU, see [Convolution].
  private final boolean blocks;

  private final Map<List<Boolean>, Tensor> folds = new HashMap<>();

  UpsampleConv3d(Weights.Scope scope, int in, int out) {
    this.in = in;
    this.out = out;
    compute = scope.compute();
    blocks = compute.isCuda() || (in % Convolution.BLOCK == 0 && out % Convolution.BLOCK == 0);
    weight = scope.parameter("weight", out, in, 3, 3, 3);
    try (Grad off = Grad.disabled()) {
      weight.normal_(0, Math.sqrt(2.0 / (out * 27)), new org.bytedeco.pytorch.GeneratorOptional());
    }
    for (boolean d : new boolean[] {false, true}) {
      for (boolean h : new boolean[] {false, true}) {
        for (boolean w : new boolean[] {false, true}) {
          folds.put(List.of(d, h, w), fold(d, h, w));
        }
      }
    }
  }

  /// @param like only its spatial size is used
  Tensor forward(Tensor x, Tensor like) {
    long[] size = {like.size(2), like.size(3), like.size(4)};
    boolean[] doubles = new boolean[3];
    boolean foldable = blocks && x.size(0) * size[0] * size[1] * size[2] >= LEAST_VOXELS;
    boolean same = true;
    for (int i = 0; i < 3; i++) {
      doubles[i] = size[i] == 2 * x.size(i + 2);
      foldable &= doubles[i] || size[i] == x.size(i + 2);
      same &= size[i] == x.size(i + 2);
    }
    return foldable && !same ? folded(x, doubles) : plain(x, size, same);
  }

  private Tensor plain(Tensor x, long[] size, boolean same) {
    Tensor h =
        same
            ? x
            : torch.upsample_nearest3d(
                x, size, new DoubleOptional(), new DoubleOptional(), new DoubleOptional());
    long[] ones = {1, 1, 1};
    return Convolution.conv3d(compute, h, weight, new TensorOptional(), ones, ones, ones);
  }

  private Tensor folded(Tensor x, boolean[] doubles) {
    long[] kernel = new long[3];
    long[] stride = new long[3];
    for (int i = 0; i < 3; i++) {
      kernel[i] = doubles[i] ? 4 : 3;
      stride[i] = doubles[i] ? 2 : 1;
    }
    Tensor folded;
    try (Autocast off = Autocast.disabled(compute)) {
      // [out, in, 27] · [27, taps], and transposed convolutions want [in, out, ...]
      folded =
          weight
              .view(out, in, 27)
              .transpose(0, 1)
              .matmul(folds.get(List.of(doubles[0], doubles[1], doubles[2])))
              .view(in, out, kernel[0], kernel[1], kernel[2]);
    }
    long[] ones = {1, 1, 1};
    return torch.conv_transpose3d(
        Convolution.channelsLast(x),
        folded,
        new TensorOptional(),
        stride,
        ones,
        new long[] {0, 0, 0},
        1,
        ones);
  }

  /// The constant matrix `[27, taps]` that adds the taps up along the axes that double.
  private Tensor fold(boolean d, boolean h, boolean w) {
    float[][] a = d ? DOUBLE : KEEP;
    float[][] b = h ? DOUBLE : KEEP;
    float[][] c = w ? DOUBLE : KEEP;
    int taps = a.length * b.length * c.length;
    float[] matrix = new float[27 * taps];
    for (int tap = 0; tap < taps; tap++) {
      int k = tap % c.length;
      int j = tap / c.length % b.length;
      int i = tap / (c.length * b.length);
      for (int from = 0; from < 27; from++) {
        matrix[from * taps + tap] = a[i][from / 9] * b[j][from / 3 % 3] * c[k][from % 3];
      }
    }
    return TensorIo.copyOf(matrix, compute, 27, taps);
  }
}

package org.cdssl.network;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Bfloat16;
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
/// plain 3³ kernel `weight`. A kernel of 1 along an axis (a 2D network) becomes (w₀, w₀).
///
/// - input `[N, in, d, h, w]`, output `[N, out, D, H, W]` of the size asked for
final class UpsampleConv3d {
  /// Below so many output voxels (with the batch) adding up the weights costs more than it saves.
  private static final long LEAST_VOXELS = 2048;

  private static final float[][] DOUBLE = {{0, 0, 1}, {0, 1, 1}, {1, 1, 0}, {1, 0, 0}};
  private static final float[][] KEEP = {{0, 0, 1}, {0, 1, 0}, {1, 0, 0}};
  private static final float[][] DOUBLE_ONE = {{1}, {1}};
  private static final float[][] KEEP_ONE = {{1}};

  private final Tensor weight;
  private final long in;
  private final long out;
  private final int[] kernel = new int[3];
  private final Compute compute;

  /// Transposed convolutions of channels that fill no blocks are wrong on a CPU, see [Convolution].
  private final boolean blocks;

  private final Map<List<Boolean>, Tensor> folds = new HashMap<>();

  /// @param kernel 1 or 3 along each axis
  UpsampleConv3d(Weights.Scope scope, int in, int out, List<Integer> kernel) {
    int taps = 1;
    for (int axis = 0; axis < 3; axis++) {
      this.kernel[axis] = kernel.get(axis);
      taps *= kernel.get(axis);
    }
    this.in = in;
    this.out = out;
    compute = scope.compute();
    blocks = compute.isCuda() || (in % Convolution.BLOCK == 0 && out % Convolution.BLOCK == 0);
    weight = scope.parameter("weight", out, in, kernel.get(0), kernel.get(1), kernel.get(2));
    try (Grad off = Grad.disabled()) {
      weight.normal_(
          0, Math.sqrt(2.0 / (out * taps)), new org.bytedeco.pytorch.GeneratorOptional());
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
    // the gradient of a single column that doubles is a convolution of two to one, see Convolution
    boolean narrow = !compute.isCuda() && x.size(4) == 1 && size[2] > 1;
    boolean foldable = blocks && !narrow && x.size(0) * size[0] * size[1] * size[2] >= LEAST_VOXELS;
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
    return Convolution.conv3d(compute, h, weight, new TensorOptional(), ones, padding(), ones);
  }

  private Tensor folded(Tensor x, boolean[] doubles) {
    long[] taps = new long[3];
    long[] stride = new long[3];
    for (int i = 0; i < 3; i++) {
      taps[i] = table(i, doubles[i]).length;
      stride[i] = doubles[i] ? 2 : 1;
    }
    Tensor map = Convolution.channelsLast(x);
    Tensor kernels = weights(List.of(doubles[0], doubles[1], doubles[2]), taps);
    return Bfloat16.product(
        compute,
        is ->
            torch.conv_transpose3d(
                is.of(map),
                is.ofWeight(kernels),
                new TensorOptional(),
                stride,
                padding(),
                new long[] {0, 0, 0},
                1,
                new long[] {1, 1, 1}));
  }

  /// `[27, taps]` or less is multiplied to `[in, out, 27]`, as transposed convolutions want it.
  private Tensor weights(List<Boolean> doubles, long[] taps) {
    return Autocast.once(
        compute,
        weight,
        doubles,
        () ->
            weight
                .view(out, in, -1)
                .transpose(0, 1)
                .matmul(folds.get(doubles))
                .view(in, out, taps[0], taps[1], taps[2]));
  }

  private float[][] table(int axis, boolean doubles) {
    return kernel[axis] == 1 ? doubles ? DOUBLE_ONE : KEEP_ONE : doubles ? DOUBLE : KEEP;
  }

  private long[] padding() {
    return new long[] {kernel[0] / 2, kernel[1] / 2, kernel[2] / 2};
  }

  /// The constant matrix `[27, taps]` that adds the taps up along the axes that double.
  private Tensor fold(boolean d, boolean h, boolean w) {
    float[][] a = table(0, d);
    float[][] b = table(1, h);
    float[][] c = table(2, w);
    int rows = kernel[0] * kernel[1] * kernel[2];
    int taps = a.length * b.length * c.length;
    float[] matrix = new float[rows * taps];
    for (int tap = 0; tap < taps; tap++) {
      int k = tap % c.length;
      int j = tap / c.length % b.length;
      int i = tap / (c.length * b.length);
      for (int from = 0; from < rows; from++) {
        int x = from % kernel[2];
        int y = from / kernel[2] % kernel[1];
        int z = from / (kernel[2] * kernel[1]);
        matrix[from * taps + tap] = a[i][z] * b[j][y] * c[k][x];
      }
    }
    return TensorIo.copyOf(matrix, compute, rows, taps);
  }
}

package org.cdssl.network;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Compute;
import org.cdssl.engine.TensorIo;

/// Convolutions of maps with an axis of one voxel under the middle of a larger kernel, whose other
/// taps along that axis meet only padding. They are left out. Such maps are small, so what the
/// others meet is written out as a matrix `[voxels, taps·in]` and multiplied.
final class ReachedTaps {
  private ReachedTaps() {}

  /// What is made of a weight: its middle along some axes, as it is or as a matrix.
  private record Form(List<Integer> middle, boolean matrix) {}

  /// The axes, of 0 to 2, along which only the middle tap meets a voxel.
  static List<Integer> idle(Tensor x, Tensor weight, long[] padding) {
    List<Integer> idle = new ArrayList<>();
    for (int axis = 0; axis < 3; axis++) {
      long kernel = weight.size(axis + 2);
      if (kernel > 1 && x.size(axis + 2) == 1 && kernel == 2 * padding[axis] + 1) {
        idle.add(axis);
      }
    }
    return idle;
  }

  /// @param idle as above, not empty
  static Tensor convolve(
      Compute compute,
      Tensor x,
      Tensor weight,
      TensorOptional bias,
      long[] stride,
      long[] padding,
      List<Integer> idle) {
    Tensor taps = weight;
    for (int i = 0; i < idle.size(); i++) { // one by one, for maps with fewer idle axes to share
      Tensor before = taps;
      int axis = idle.get(i);
      Form form = new Form(List.copyOf(idle.subList(0, i + 1)), false);
      taps = Autocast.once(compute, weight, form, () -> before.narrow(axis + 2, padding[axis], 1));
    }
    long[] from = new long[3];
    long[] to = new long[3];
    for (int axis = 0; axis < 3; axis++) {
      from[axis] = idle.contains(axis) ? 0 : padding[axis];
      to[axis] = (x.size(axis + 2) + 2 * from[axis] - taps.size(axis + 2)) / stride[axis] + 1;
    }
    Tensor reached = taps;
    Tensor matrix =
        Autocast.once(
            compute,
            weight,
            new Form(List.copyOf(idle), true),
            () -> reached.permute(0, 2, 3, 4, 1).reshape(weight.size(0), -1));
    return torch
        .linear(met(compute, x, taps, stride, from, to), matrix, bias)
        .view(x.size(0), to[0], to[1], to[2], weight.size(0))
        .permute(0, 4, 1, 2, 3);
  }

  /// `[N·voxels, taps·in]`
  private static Tensor met(
      Compute compute, Tensor x, Tensor taps, long[] stride, long[] padding, long[] to) {
    long in = x.size(1);
    Tensor voxels = x.permute(0, 2, 3, 4, 1).reshape(x.size(0), -1, in);
    long[] where = where(x, taps, stride, padding, to);
    if (where.length == 1 && where[0] < voxels.size(1)) {
      return voxels.narrow(1, where[0], 1).reshape(-1, in);
    }
    Tensor withZeros = torch.constant_pad_nd(voxels, new long[] {0, 0, 0, 1}, new Scalar(0f));
    return withZeros
        .index_select(1, TensorIo.copyOf(where, compute, where.length))
        .view(-1, where.length / (to[0] * to[1] * to[2]) * in);
  }

  /// The voxel under every tap of every output; one behind the last where that is padding.
  private static long[] where(Tensor x, Tensor taps, long[] stride, long[] padding, long[] to) {
    long d = x.size(2);
    long h = x.size(3);
    long w = x.size(4);
    long[] k = {taps.size(2), taps.size(3), taps.size(4)};
    long[] where = new long[Math.toIntExact(to[0] * to[1] * to[2] * k[0] * k[1] * k[2])];
    for (int i = 0; i < where.length; i++) {
      long rest = i;
      long c = rest % k[2];
      rest /= k[2];
      long b = rest % k[1];
      rest /= k[1];
      long a = rest % k[0];
      rest /= k[0];
      c += rest % to[2] * stride[2] - padding[2];
      rest /= to[2];
      b += rest % to[1] * stride[1] - padding[1];
      a += rest / to[1] * stride[0] - padding[0];
      boolean inside = a >= 0 && a < d && b >= 0 && b < h && c >= 0 && c < w;
      where[i] = inside ? (a * h + b) * w + c : d * h * w;
    }
    return where;
  }
}

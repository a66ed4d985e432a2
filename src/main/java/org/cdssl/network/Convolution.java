package org.cdssl.network;

import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Bfloat16;
import org.cdssl.engine.Compute;

/// 3D convolution in channels-last layout, right for every shape.
///
/// On a CPU libtorch 2.10 convolves with oneDNN 3.7.1, which gets some shapes wrong: where weights
/// or maps are repacked into blocks of channels that the channels do not fill, the rest of the last
/// block holds what was in memory before, or the last block is read wrongly. Results are then off
/// by tens of percent, or garbage up to 1e37 and NaN that differs from run to run, or the process
/// dies. Found by comparing outputs and both gradients with the library's own slow kernels over a
/// grid of shapes, with large numbers left in freed memory. What is wrong, and what is done
/// instead:
///
/// | shape | wrong | instead |
/// |---|---|---|
/// | 1³ kernels: outputs that do not fill blocks of 48, odd outputs | output, input gradient | a matrix product |
/// | input channels no multiple of 16 | gradients | further channels of zeros; for 1 or 2 only where an input gradient is wanted |
/// | 1 or 2 input channels, outputs no multiple of 16 | output in bfloat16, weight gradient in float32 | further outputs of zero weights, left out again |
/// | outputs no multiple of 16 | gradients | the same; of 1 and 3 outputs only to an even number, which is right and cheap |
/// | an axis of one voxel under a larger kernel | weight gradient in bfloat16; the process dies at 512 channels | the taps that meet only padding are left out, and a matrix product |
/// | depth of exactly 2 with stride 1, bfloat16 | weight gradient | zeros are put around the map beforehand, along the depth |
/// | maps smaller than a kernel above 3³ | weight gradient, or the process dies | the same along all axes |
/// | width of exactly 2 with a stride, bfloat16, with AMX | output | zeros behind make it two voxels, of which one is taken |
///
/// The other shapes of the grid were right. Matrix products of any shape were right in both types.
final class Convolution {
  /// Channels that oneDNN takes together.
  static final int BLOCK = 16;

  private Convolution() {}

  /// `torch.conv3d` without groups.
  static Tensor conv3d(
      Compute compute,
      Tensor x,
      Tensor weight,
      TensorOptional bias,
      long[] stride,
      long[] padding,
      long[] dilation) {
    if (compute.isCuda()) {
      return torch.conv3d(x, weight, bias, stride, padding, dilation, 1);
    }
    Tensor map = channelsLast(x);
    return Bfloat16.product(
        compute,
        is -> convolve(compute, is.of(map), is.ofWeight(weight), bias, stride, padding, dilation));
  }

  /// The same values in channels-last layout, in which the convolutions are fastest and, above all,
  /// right; later maps inherit it. For one channel both layouts are the same bytes and only the
  /// strides tell them apart.
  static Tensor channelsLast(Tensor x) {
    if (x.size(1) > 1) {
      return x.contiguous(torch.MemoryFormat.ChannelsLast3d);
    }
    long d = x.size(2);
    long h = x.size(3);
    long w = x.size(4);
    return x.contiguous()
        .as_strided(new long[] {x.size(0), 1, d, h, w}, new long[] {d * h * w, 1, h * w, w, 1});
  }

  /// @param x in channels-last layout
  static Tensor convolve(
      Compute compute,
      Tensor x,
      Tensor weight,
      TensorOptional bias,
      long[] stride,
      long[] padding,
      long[] dilation) {
    if (weight.size(2) * weight.size(3) * weight.size(4) == 1) {
      return pointwise(x, weight, bias, stride);
    }
    List<Integer> idle = ReachedTaps.idle(x, weight, padding);
    if (!idle.isEmpty()) {
      return ReachedTaps.convolve(compute, x, weight, bias, stride, padding, idle);
    }
    boolean bfloat16 = Autocast.isOn(compute);
    boolean few = weight.size(1) <= 2 && !x.requires_grad();
    if (few && bfloat16 && fillsBlock(weight) && all(dilation, 1)) {
      return FewChannels.unrolled(compute, x, weight, bias, stride, padding);
    }
    if (FewChannels.arePairs(x, weight, padding) && all(stride, 1) && all(dilation, 1)) {
      return FewChannels.paired(compute, x, weight, bias, padding);
    }
    long more = few ? 0 : Math.floorMod(-weight.size(1), BLOCK);
    if (more > 0) {
      Tensor wide = channelsLast(zerosBehind(x, 1, more));
      return convolve(compute, wide, zerosBehind(weight, 1, more), bias, stride, padding, dilation);
    }
    long out = weight.size(0);
    long missing = few || out > 3 ? Math.floorMod(-out, BLOCK) : out % 2;
    if (missing > 0) {
      TensorOptional wideBias =
          bias.has_value() ? new TensorOptional(zerosBehind(bias.get(), 0, missing)) : bias;
      Tensor wide = zerosBehind(weight, 0, missing);
      return convolve(compute, x, wide, wideBias, stride, padding, dilation).narrow(1, 0, out);
    }
    if (isSmallerThanKernel(x, weight)) {
      return padded(compute, x, weight, bias, stride, padding, dilation, 0, 1, 2);
    }
    if (bfloat16 && weight.size(4) > 1 && stride[2] > 1 && x.size(4) == 2) {
      Tensor wide = channelsLast(zerosBehind(x, 4, stride[2] - 1));
      return convolve(compute, wide, weight, bias, stride, padding, dilation).narrow(4, 0, 1);
    }
    if (bfloat16 && weight.size(2) > 1 && x.size(2) == 2 && stride[0] == 1) {
      return padded(compute, x, weight, bias, stride, padding, dilation, 0);
    }
    return oneDnn(compute, x, weight, bias, stride, padding, dilation);
  }

  /// Whether the taps along the last two axes, as channels, are worth a block.
  private static boolean fillsBlock(Tensor weight) {
    return weight.size(1) * weight.size(3) * weight.size(4) >= BLOCK;
  }

  private static boolean all(long[] values, long wanted) {
    for (long value : values) {
      if (value != wanted) {
        return false;
      }
    }
    return true;
  }

  /// libtorch leaves a single small map in float32 to a kernel of its own, which is slower, and
  /// with several threads much slower, as it sets those of another library beside those of
  /// libtorch.
  private static Tensor oneDnn(
      Compute compute,
      Tensor x,
      Tensor weight,
      TensorOptional bias,
      long[] stride,
      long[] padding,
      long[] dilation) {
    boolean single =
        x.size(0) == 1
            && x.scalar_type().intern() == torch.ScalarType.Float
            && weight.scalar_type().intern() == torch.ScalarType.Float
            && !Autocast.isOn(compute);
    return single && torch.hasMKLDNN()
        ? torch.mkldnn_convolution(x, weight, bias, padding, stride, dilation, 1)
        : torch.conv3d(x, weight, bias, stride, padding, dilation, 1);
  }

  /// With the padding of some axes put around the map beforehand.
  private static Tensor padded(
      Compute compute,
      Tensor x,
      Tensor weight,
      TensorOptional bias,
      long[] stride,
      long[] padding,
      long[] dilation,
      int... axes) {
    long[] rest = padding.clone();
    long[] zeros = new long[6]; // last axis first, before and behind
    for (int axis : axes) {
      zeros[2 * (2 - axis)] = padding[axis];
      zeros[2 * (2 - axis) + 1] = padding[axis];
      rest[axis] = 0;
    }
    Tensor wide = torch.constant_pad_nd(x, zeros, new org.bytedeco.pytorch.Scalar(0f));
    return oneDnn(compute, channelsLast(wide), weight, bias, stride, rest, dilation);
  }

  /// A 1³ kernel: every `stride`-th voxel times the weights.
  private static Tensor pointwise(Tensor x, Tensor weight, TensorOptional bias, long[] stride) {
    Tensor taken = x;
    for (int axis = 0; axis < 3; axis++) {
      if (stride[axis] > 1) {
        taken = taken.slice(axis + 2, new LongOptional(0), new LongOptional(), stride[axis]);
      }
    }
    // one flat product: left to itself libtorch makes it one or many, with other rounding, by
    // whether the weight wants a gradient, and a teacher would differ from the student it copies
    Tensor rows = taken.permute(0, 2, 3, 4, 1).reshape(-1, weight.size(1));
    return torch
        .linear(rows, weight.view(weight.size(0), weight.size(1)), bias)
        .view(taken.size(0), taken.size(2), taken.size(3), taken.size(4), weight.size(0))
        .permute(0, 4, 1, 2, 3);
  }

  /// With so many slices of zeros behind the last along an axis.
  static Tensor zerosBehind(Tensor t, int axis, long count) {
    int axes = (int) t.dim();
    long[] pad = new long[2 * axes]; // last axis first, before and behind
    pad[2 * (axes - 1 - axis) + 1] = count;
    return torch.constant_pad_nd(t, pad, new org.bytedeco.pytorch.Scalar(0f));
  }

  /// For kernels above 3³ only; smaller ones are right on any map.
  private static boolean isSmallerThanKernel(Tensor x, Tensor weight) {
    for (int axis = 2; axis < 5; axis++) {
      if (weight.size(axis) > 3 && x.size(axis) < weight.size(axis)) {
        return true;
      }
    }
    return false;
  }
}

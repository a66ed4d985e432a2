package org.cdssl.network;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Compute;
import org.cdssl.engine.TensorIo;

/// Convolutions from one or two channels, and to one, as others that fill blocks of channels
/// better. Maps are in channels-last layout.
final class FewChannels {
  private static final String PAIRS = "pairs";

  private FewChannels() {}

  /// Of images with one channel or two: the voxels under the taps along the last two axes become
  /// channels, and a convolution along the depth is left. bfloat16 products run over channels, 32
  /// at a time where there are tiles (AMX), of which one channel uses one.
  static Tensor unrolled(
      Compute compute,
      Tensor x,
      Tensor weight,
      TensorOptional bias,
      long[] stride,
      long[] padding) {
    long in = weight.size(1);
    long[] window = window(in, weight.size(3), weight.size(4));
    long tall = window[0];
    long wide = window[1];
    long channels = tall * in * wide;
    long[] around = {
      padding[2],
      padding[2] + wide - weight.size(4),
      padding[1],
      padding[1] + tall - weight.size(3),
      0,
      0
    };
    Tensor rows =
        torch
            .constant_pad_nd(x.to(torch.ScalarType.BFloat16), around, new Scalar(0f))
            .unfold(4, wide, stride[2])
            .permute(0, 2, 4, 3, 1, 5)
            .contiguous(); // [N, d, w, H, in, wide]: what a window meets lies together
    Tensor voxels =
        rows.view(rows.size(0), rows.size(1), rows.size(2), -1)
            .unfold(3, channels, stride[1] * in * wide)
            .permute(0, 1, 3, 2, 4)
            .contiguous(); // [N, d, h, w, tall·in·wide]
    Tensor taps =
        Convolution.zerosBehind(
                Convolution.zerosBehind(weight, 3, tall - weight.size(3)), 4, wide - weight.size(4))
            .permute(0, 3, 1, 4, 2)
            .reshape(weight.size(0), channels, weight.size(2), 1, 1);
    return Convolution.convolve(
        compute,
        voxels.permute(0, 4, 1, 2, 3),
        taps,
        bias,
        new long[] {stride[0], 1, 1},
        new long[] {padding[0], 0, 0},
        new long[] {1, 1, 1});
  }

  /// Height and width of the smallest window around `h` × `w` taps that fills blocks.
  private static long[] window(long in, long h, long w) {
    long[] least = {h + Convolution.BLOCK, w + Convolution.BLOCK};
    for (long tall = h; tall < h + Convolution.BLOCK; tall++) {
      for (long wide = w; wide < w + Convolution.BLOCK; wide++) {
        if (tall * in * wide % Convolution.BLOCK == 0 && tall * wide < least[0] * least[1]) {
          least = new long[] {tall, wide};
        }
      }
    }
    return least;
  }

  /// Whether a convolution to one channel, of stride and dilation 1, can run over pairs.
  static boolean arePairs(Tensor x, Tensor weight, long[] padding) {
    return weight.size(0) == 1
        && 2 * weight.size(1) % Convolution.BLOCK == 0
        && weight.size(4) > 1
        && weight.size(4) == 2 * padding[2] + 1
        && x.size(4) % 2 == 0;
  }

  /// To one channel: two neighbours along the width are taken as one voxel of twice the channels,
  /// which is the same memory, and give two outputs, which again lie as one channel does. A block
  /// of outputs computes two where it computed one, of twice as many inputs at a time.
  static Tensor paired(
      Compute compute, Tensor x, Tensor weight, TensorOptional bias, long[] padding) {
    long n = x.size(0);
    long in = x.size(1);
    long wide = x.size(4);
    Tensor pairs =
        x.permute(0, 2, 3, 4, 1)
            .view(n, x.size(2), x.size(3), wide / 2, 2 * in)
            .permute(0, 4, 1, 2, 3);
    long reach = (padding[2] + 1) / 2;
    Tensor taps = Autocast.once(compute, weight, PAIRS, () -> ofPairs(compute, weight, reach));
    TensorOptional both = bias.has_value() ? new TensorOptional(bias.get().repeat(2)) : bias;
    Tensor out =
        Convolution.convolve(
            compute,
            pairs,
            taps,
            both,
            new long[] {1, 1, 1},
            new long[] {padding[0], padding[1], reach},
            new long[] {1, 1, 1});
    return out.permute(0, 2, 3, 4, 1).reshape(n, 1, out.size(2), out.size(3), wide);
  }

  /// `[1, in, d, h, w]` to `[2, 2·in, d, h, pairs]`: output p of a pair meets voxel j of the pair t
  /// further on where 2t + j - p is a tap.
  private static Tensor ofPairs(Compute compute, Tensor weight, long reach) {
    int taps = (int) weight.size(4);
    int pairs = (int) (2 * reach + 1);
    float[] meets = new float[taps * 4 * pairs];
    for (int p = 0; p < 2; p++) {
      for (int j = 0; j < 2; j++) {
        for (int t = 0; t < pairs; t++) {
          int tap = 2 * (t - (int) reach) + j - p + taps / 2;
          if (tap >= 0 && tap < taps) {
            meets[((tap * 2 + p) * 2 + j) * pairs + t] = 1;
          }
        }
      }
    }
    long in = weight.size(1);
    long d = weight.size(2);
    long h = weight.size(3);
    return weight
        .view(in * d * h, taps)
        .matmul(TensorIo.copyOf(meets, compute, taps, 4L * pairs))
        .view(in, d, h, 2, 2, pairs)
        .permute(3, 4, 0, 1, 2, 5)
        .reshape(2, 2 * in, d, h, pairs);
  }
}

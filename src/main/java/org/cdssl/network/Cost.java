package org.cdssl.network;

import java.util.ArrayList;
import java.util.List;
import org.cdssl.config.NetworkConfig;
import org.cdssl.config.NetworkConfig.RestoreHead;
import org.cdssl.config.NetworkConfig.Shortcut;
import org.cdssl.config.Size3;
import org.cdssl.config.TransformerConfig;

/// Multiply-accumulates of one forward pass, convolutions and matrix products only, as METHOD H
/// counts them (64×64×32 through V1: 1.963 G encoder, 5.323 G decoder). Plain convolutions after
/// the upsampling are counted, whatever is executed.
///
/// @param encoder of the encoder
/// @param decoder of all decoder levels and the last convolution
/// @param heads of each level's deep-supervision head, coarse to fine
public record Cost(long encoder, long decoder, List<Long> heads) {
  /// The cost of one sample of one channel of this size.
  public static Cost of(NetworkConfig net, Size3 input) {
    List<long[]> sizes = new ArrayList<>();
    long encoder =
        switch (net.backbone()) {
          case RESNET18 -> resNet(net, input, sizes);
          case PVT_SMALL -> transformer(net, input, sizes);
        };
    int in =
        switch (net.backbone()) {
          case RESNET18 -> net.widths().getLast();
          case PVT_SMALL -> net.transformer().dims().getLast();
        };
    sizes.removeLast();
    long[] size = axes(input);
    long taps = product(net.decoderKernel());
    long decoder = 0;
    List<Long> heads = new ArrayList<>();
    for (int level = 0; level < net.decoderWidths().size(); level++) {
      int width = net.decoderWidths().get(level);
      size = sizes.isEmpty() ? axes(input) : sizes.removeLast();
      decoder += taps * (in + width) * width * volume(size);
      heads.add(
          volume(size)
              * (net.restoreHead() == RestoreHead.TWO_D
                  ? taps * width * width + width
                  : taps * width));
      in = width;
    }
    decoder += taps * in * volume(size);
    return new Cost(encoder, decoder, List.copyOf(heads));
  }

  /// Floating-point operations of one PCRLv2 training step for one sample: two globals and the
  /// locals through encoder and decoder, one mean head; backward counts twice the forward (METHOD
  /// H.4).
  public static double stepFlops(NetworkConfig net, Size3 global, Size3 local, int locals) {
    Cost g = of(net, global);
    Cost l = of(net, local);
    double head = g.heads.stream().mapToLong(Long::longValue).average().orElse(0);
    double forward =
        2.0 * (g.encoder + g.decoder) + (double) locals * (l.encoder + l.decoder) + head;
    return 3 * 2 * forward;
  }

  /// Multiply-accumulates of one forward pass of the encoder with the segmentation decoder (METHOD
  /// C.2: 13.2 G + 45.5 G at 96³ with three outputs).
  ///
  /// @param classes output maps, background included
  public static long segmentation(NetworkConfig net, Size3 input, int classes) {
    List<long[]> sizes = new ArrayList<>();
    boolean residual = net.backbone() == NetworkConfig.Backbone.RESNET18;
    long macs = residual ? resNet(net, input, sizes) : transformer(net, input, sizes);
    List<Integer> widths = new ArrayList<>();
    if (residual) {
      widths.add(net.widths().getFirst());
      widths.addAll(net.widths());
    } else {
      if (net.transformer().form() == TransformerConfig.Form.MIT) {
        widths.add(net.transformer().stemWidth());
      }
      widths.addAll(net.transformer().dims());
    }
    long taps = product(net.decoderKernel());
    int in = widths.getLast();
    for (int level = 0; level < net.decoderWidths().size(); level++) {
      int width = net.decoderWidths().get(level);
      int mirrored = sizes.size() - 2 - level;
      long[] size = mirrored >= 0 ? sizes.get(mirrored) : axes(input);
      int skip = mirrored >= 0 ? widths.get(mirrored) : 0;
      macs += taps * (in + skip + width) * width * volume(size);
      in = width;
    }
    return macs + taps * in * classes * volume(axes(input));
  }

  /// Adds the sizes of the maps to `sizes`.
  private static long resNet(NetworkConfig net, Size3 input, List<long[]> sizes) {
    long[] size = {input.d(), input.h(), input.w()};
    long encoder = 0;
    size = strided(size, net.stemStride());
    int in = net.widths().getFirst();
    encoder += product(net.stemKernel()) * net.channels() * in * volume(size);
    sizes.add(size);
    if (!net.poolStride().isEmpty()) {
      size = strided(size, net.poolStride());
    }
    for (int stage = 0; stage < net.widths().size(); stage++) {
      int width = net.widths().get(stage);
      List<Integer> stride = net.stageStrides().get(stage);
      long[] out = strided(size, stride);
      boolean projects = net.shortcut() == Shortcut.B && (in != width || product(stride) > 1);
      long taps = product(net.blockKernel());
      encoder += (taps * in * width + (projects ? (long) in * width : 0)) * volume(out);
      encoder += (2L * net.blocks().get(stage) - 1) * taps * width * width * volume(out);
      size = out;
      in = width;
      sizes.add(size);
    }
    return encoder;
  }

  /// Convolutions, linear layers, and the two products of attention.
  private static long transformer(NetworkConfig net, Size3 input, List<long[]> sizes) {
    TransformerConfig config = net.transformer();
    Size3 fitting = config.fitting(input);
    long macs = 0;
    long in = net.channels();
    boolean mit = config.form() == TransformerConfig.Form.MIT;
    if (mit) {
      macs +=
          product(config.stemKernel())
              * in
              * config.stemWidth()
              * config.sizeAfter(0, fitting).voxels();
      in = config.stemWidth();
      sizes.add(axes(config.sizeAfter(0, input)));
    }
    List<Size3> grids = config.grids(fitting);
    for (int stage = 0; stage < grids.size(); stage++) {
      long width = config.dims().get(stage);
      long patches = grids.get(stage).voxels();
      long tokens = patches + (mit || stage == grids.size() - 1 ? 1 : 0);
      macs += (mit ? 27 : product(config.patchStrides().get(stage))) * in * width * patches;
      List<Integer> reduction = config.reductions().get(stage);
      long reduced = 1;
      for (int axis = 0; axis < 3; axis++) {
        reduced *= axes(grids.get(stage))[axis] / reduction.get(axis);
      }
      long taps = product(reduction);
      long sr = taps == 1 ? 0 : taps * width * width * reduced;
      long keys = reduced + tokens - patches;
      long linears = 2 * tokens + 2 * keys + 2L * config.mlpRatios().get(stage) * tokens;
      long attention = 2 * tokens * keys * width;
      macs += config.depths().get(stage) * (sr + linears * width * width + attention);
      sizes.add(axes(config.sizeAfter(stage + 1, input)));
      in = width;
    }
    return macs;
  }

  private static long[] axes(Size3 size) {
    return new long[] {size.d(), size.h(), size.w()};
  }

  private static long[] strided(long[] size, List<Integer> stride) {
    long[] out = new long[3];
    for (int i = 0; i < 3; i++) {
      out[i] = (size[i] - 1) / stride.get(i) + 1;
    }
    return out;
  }

  private static long product(List<Integer> values) {
    return values.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
  }

  private static long volume(long[] size) {
    return size[0] * size[1] * size[2];
  }
}

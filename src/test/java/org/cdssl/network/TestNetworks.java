package org.cdssl.network;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.ConfigLoader.Use;
import org.cdssl.config.NetworkConfig;
import org.cdssl.config.Presets;
import org.cdssl.engine.Compute;
import org.cdssl.engine.TensorIo;

/// Networks by configuration, and inputs that are the same in every run.
public final class TestNetworks {
  /// One libtorch thread: on a busy machine more of them only wait for each other.
  public static final Compute CPU = Compute.on("cpu", 1);

  /// Has shapes but no numbers, so that the networks at full width cost nothing to build.
  public static final Compute META = Compute.on("meta", 1);

  private static final List<String> TINY =
      List.of(
          "stemKernel=[3,3,3]",
          "stemStride=[1,2,2]",
          "stageStrides=[[1,1,1],[2,2,2],[1,2,2],[1,1,1]]",
          "widths=[4,5,6,8]",
          "blocks=[1,1,1,1]",
          "decoderWidths=[8,6,5,4,3]");

  private TestNetworks() {}

  /// The paper's network with some keys below `network` set, as in `stemStride=[1,1,1]`.
  public static NetworkConfig paper(String... overrides) {
    return load(List.of(overrides));
  }

  /// The paper's network with few channels.
  public static NetworkConfig narrow(String... overrides) {
    List<String> all = new ArrayList<>(List.of("widths=[2,3,4,5]", "decoderWidths=[5,4,3,2,1]"));
    all.addAll(List.of(overrides));
    return load(all);
  }

  /// One block a stage; for 16x16x8 views with 8x8x4 locals. Decoder levels keep, double and fold.
  public static NetworkConfig tiny(String... overrides) {
    List<String> all = new ArrayList<>(TINY);
    all.addAll(List.of(overrides));
    return load(all);
  }

  private static NetworkConfig load(List<String> overrides) {
    // local views large enough for every variant, as the loader checks both together
    List<String> keys = new ArrayList<>(List.of("views.localSize=64x64x32"));
    overrides.forEach(o -> keys.add("network." + o));
    return new ConfigLoader().preset(Presets.BASE, keys, Use.SETTINGS).config().network();
  }

  /// Normal numbers, a pure function of `seed`.
  public static Tensor normal(long seed, long... shape) {
    return TensorIo.copyOf(numbers(seed, shape, true), CPU, shape);
  }

  /// Uniform numbers in [0, 1), a pure function of `seed`.
  public static Tensor uniform(long seed, long... shape) {
    return TensorIo.copyOf(numbers(seed, shape, false), CPU, shape);
  }

  private static float[] numbers(long seed, long[] shape, boolean normal) {
    int n = 1;
    for (long size : shape) {
      n *= (int) size;
    }
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) (normal ? random.nextGaussian() : random.nextDouble());
    }
    return values;
  }

  /// `|a − b| / |b|` in Euclidean norm.
  public static double distance(Tensor a, Tensor b) {
    float[] x = TensorIo.floats(a);
    float[] y = TensorIo.floats(b);
    if (x.length != y.length) {
      return Double.POSITIVE_INFINITY;
    }
    double difference = 0;
    double size = 0;
    for (int i = 0; i < x.length; i++) {
      difference += Math.pow((double) x[i] - y[i], 2);
      size += Math.pow(y[i], 2);
    }
    return Math.sqrt(difference) / Math.max(Math.sqrt(size), 1e-30);
  }
}

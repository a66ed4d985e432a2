package org.cdssl.transfer.segmentation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.SegmentationConfig;
import org.cdssl.config.Size3;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.ProcessMemory;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;

/// Shows a volume to a network window by window and averages what it says of each voxel, with
/// Gaussian weights (METHOD E.2).
///
/// Memory is bounded: windows come in order of depth, and only the slices that a later window may
/// still add to are held for every class. A finished slice is handed on and its place is used
/// again, so probabilities of the whole volume never exist at once (MONAI #6427).
final class SlidingWindow {
  /// `[B, 1, d, h, w]` to logits `[B, C, d, h, w]`.
  @FunctionalInterface
  interface Network {
    Tensor logits(Tensor tiles);
  }

  /// Takes a finished slice.
  @FunctionalInterface
  interface Sink {
    /// @param z depth of the slice
    /// @param probabilities `[C, H, W]`, averaged; used again for the next slice
    void slice(int z, float[] probabilities);
  }

  private final Network network;
  private final int classes;
  private final Size3 patch;
  private final double overlap;
  private final boolean mirror;
  private final int tileBatch;
  private final Compute compute;
  private long networkBytes = -1;

  SlidingWindow(Network network, int classes, SegmentationConfig config, Compute compute) {
    this(
        network,
        classes,
        config.patch(),
        config.overlap(),
        config.mirror(),
        config.tileBatch(),
        compute);
  }

  /// @param classes that the network gives, background included
  SlidingWindow(
      Network network,
      int classes,
      Size3 patch,
      double overlap,
      boolean mirror,
      int tileBatch,
      Compute compute) {
    this.network = network;
    this.classes = classes;
    this.patch = patch;
    this.overlap = overlap;
    this.mirror = mirror;
    this.tileBatch = tileBatch;
    this.compute = compute;
  }

  /// What [#labels] will take for a volume of this size. The first call shows the network one batch
  /// of empty windows, to see what its layers take; where the system does not tell, that part is 0.
  MemoryEstimate estimate(Size3 size) {
    if (networkBytes < 0) {
      networkBytes = measure();
    }
    Size3 padded = padded(size);
    long plane = (long) padded.h() * padded.w();
    long tile = (tileBatch + 1L) * patch.voxels() * Float.BYTES;
    return new MemoryEstimate(
        2L * size.voxels(),
        size.voxels(),
        Float.BYTES * plane * classes * patch.d(),
        tile + 2 * Float.BYTES * (long) size.h() * size.w() * classes,
        networkBytes + MemoryEstimate.RUNTIME);
  }

  /// How much the process grows while one batch of windows goes through. Its highest mark counts,
  /// as libraries lay maps out anew and free them before they return; where the process has been
  /// larger before, what it holds at the end must do.
  private long measure() {
    long before = ProcessMemory.resident();
    long highest = ProcessMemory.highest();
    try (StepScope scope = StepScope.open();
        Grad off = Grad.disabled()) {
      Tensor tiles =
          torch.zeros(
              new long[] {tileBatch, 1, patch.d(), patch.h(), patch.w()}, compute.float32());
      weighted(tiles, weights());
      long after = ProcessMemory.highest();
      return Math.max(0, (after > highest ? after : ProcessMemory.resident()) - before);
    }
  }

  /// The most probable class of every voxel, `[D, H, W]`; of equals the first.
  ///
  /// @param stop asked between batches of windows
  /// @return null where it was stopped
  byte[] labels(SegmentationCase of, BooleanSupplier stop) {
    byte[] labels = new byte[of.image().values().length];
    int plane = of.size().h() * of.size().w();
    boolean done =
        run(
            of,
            (z, probabilities) -> {
              for (int i = 0; i < plane; i++) {
                int best = 0;
                float most = probabilities[i];
                for (int c = 1; c < classes; c++) {
                  float p = probabilities[c * plane + i];
                  if (p > most) {
                    most = p;
                    best = c;
                  }
                }
                labels[z * plane + i] = (byte) best;
              }
            },
            stop);
    return done ? labels : null;
  }

  /// Hands every slice to the sink, in order of depth.
  ///
  /// @return false where it was stopped
  boolean run(SegmentationCase of, Sink sink, BooleanSupplier stop) {
    Size3 padded = padded(of.size());
    WindowAxis alongZ = WindowAxis.of(padded.d(), patch.d(), overlap);
    WindowAxis alongY = WindowAxis.of(padded.h(), patch.h(), overlap);
    WindowAxis alongX = WindowAxis.of(padded.w(), patch.w(), overlap);
    try (StepScope volume = StepScope.open();
        Grad off = Grad.disabled()) {
      Tensor weights = weights();
      Slab slab = new Slab(of.size(), padded, alongZ, alongY, alongX, sink);
      FloatBuffer staging = direct(tileBatch * patch.voxels());
      float[] tile = new float[patch.voxels()];
      for (int i = 0; i < alongZ.starts().length; i++) {
        int z = alongZ.starts()[i];
        slab.finishBefore(z);
        List<int[]> places = new ArrayList<>();
        for (int y : alongY.starts()) {
          for (int x : alongX.starts()) {
            places.add(new int[] {z, y, x});
          }
        }
        for (int from = 0; from < places.size(); from += tileBatch) {
          if (stop.getAsBoolean()) {
            return false;
          }
          List<int[]> some = places.subList(from, Math.min(from + tileBatch, places.size()));
          try (StepScope step = StepScope.open()) {
            for (int n = 0; n < some.size(); n++) {
              cut(of, padded, some.get(n), tile);
              staging.put(n * tile.length, tile);
            }
            Tensor tiles =
                TensorIo.wrap(staging, compute, some.size(), 1, patch.d(), patch.h(), patch.w());
            Tensor scores = weighted(tiles, weights);
            for (int n = 0; n < some.size(); n++) {
              slab.add(scores.select(0, n), some.get(n));
            }
          }
        }
      }
      slab.finishBefore(padded.d());
      return true;
    }
  }

  /// Probabilities of a batch of windows times the weights, `[B, C, d, h, w]` in float32.
  private Tensor weighted(Tensor tiles, Tensor weights) {
    Tensor sum = probabilities(tiles);
    if (mirror) {
      for (int axes = 1; axes < 8; axes++) {
        try (StepScope one = StepScope.open()) {
          long[] flips = flips(axes);
          sum.add_(probabilities(tiles.flip(flips)).flip(flips));
        }
      }
      sum.div_(new Scalar(8.0));
    }
    return sum.mul_(weights);
  }

  private Tensor probabilities(Tensor tiles) {
    return network.logits(tiles).to(torch.ScalarType.Float).softmax(1);
  }

  /// The tensor axes of a set of spatial axes, a bit each.
  private static long[] flips(int axes) {
    long[] flips = new long[Integer.bitCount(axes)];
    int n = 0;
    for (int axis = 0; axis < 3; axis++) {
      if ((axes >> axis & 1) == 1) {
        flips[n++] = axis + 2L;
      }
    }
    return flips;
  }

  /// `[d, h, w]`
  private Tensor weights() {
    double[] z = WindowAxis.of(patch.d(), patch.d(), 0).weights();
    double[] y = WindowAxis.of(patch.h(), patch.h(), 0).weights();
    double[] x = WindowAxis.of(patch.w(), patch.w(), 0).weights();
    float[] product = new float[patch.voxels()];
    int at = 0;
    for (double wz : z) {
      for (double wy : y) {
        for (double wx : x) {
          product[at++] = (float) (wz * wy * wx);
        }
      }
    }
    return TensorIo.copyOf(product, compute, patch.d(), patch.h(), patch.w());
  }

  /// At least one window long along every axis.
  private Size3 padded(Size3 size) {
    return new Size3(
        Math.max(size.d(), patch.d()),
        Math.max(size.h(), patch.h()),
        Math.max(size.w(), patch.w()));
  }

  /// A window of the padded volume, the image in its middle.
  private void cut(SegmentationCase of, Size3 padded, int[] place, float[] tile) {
    Size3 size = of.size();
    int shiftZ = (padded.d() - size.d()) / 2;
    int shiftY = (padded.h() - size.h()) / 2;
    int shiftX = (padded.w() - size.w()) / 2;
    float outside = of.shown(0);
    int to = 0;
    for (int d = 0; d < patch.d(); d++) {
      int z = place[0] + d - shiftZ;
      for (int h = 0; h < patch.h(); h++) {
        int y = place[1] + h - shiftY;
        boolean inside = z >= 0 && z < size.d() && y >= 0 && y < size.h();
        int row = (z * size.h() + y) * size.w();
        for (int w = 0; w < patch.w(); w++) {
          int x = place[2] + w - shiftX;
          tile[to++] =
              inside && x >= 0 && x < size.w() ? of.shown(of.image().intensity(row + x)) : outside;
        }
      }
    }
  }

  private static FloatBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /// As many slices as a window is deep, used in a ring.
  private final class Slab {
    private final Size3 size;
    private final Size3 padded;
    private final WindowAxis alongZ;
    private final WindowAxis alongY;
    private final WindowAxis alongX;
    private final Sink sink;

    /// `[patch.d, C, H, W]`; the slice z lies at z mod patch.d.
    private final Tensor ring;

    private final FloatBuffer staging;
    private final float[] slice;
    private int next;

    Slab(
        Size3 size,
        Size3 padded,
        WindowAxis alongZ,
        WindowAxis alongY,
        WindowAxis alongX,
        Sink sink) {
      this.size = size;
      this.padded = padded;
      this.alongZ = alongZ;
      this.alongY = alongY;
      this.alongX = alongX;
      this.sink = sink;
      ring =
          torch.zeros(new long[] {patch.d(), classes, padded.h(), padded.w()}, compute.float32());
      slice = new float[Math.multiplyExact(classes, size.h() * size.w())];
      staging = direct(slice.length);
    }

    /// @param scores `[C, d, h, w]`, weighted
    void add(Tensor scores, int[] place) {
      int at = place[0] % patch.d();
      int first = Math.min(patch.d(), patch.d() - at);
      add(scores.narrow(1, 0, first), at, place);
      if (first < patch.d()) {
        add(scores.narrow(1, first, patch.d() - first), 0, place);
      }
    }

    private void add(Tensor scores, int at, int[] place) {
      ring.narrow(0, at, scores.size(1))
          .narrow(2, place[1], patch.h())
          .narrow(3, place[2], patch.w())
          .add_(scores.transpose(0, 1));
    }

    /// Hands on every slice before `z` that was not yet.
    void finishBefore(int z) {
      for (; next < z; next++) {
        try (StepScope scope = StepScope.open()) {
          Tensor done = ring.select(0, next % patch.d());
          int original = next - (padded.d() - size.d()) / 2;
          if (original >= 0 && original < size.d()) {
            hand(done, original);
          }
          done.zero_();
        }
      }
    }

    private void hand(Tensor done, int z) {
      int shiftY = (padded.h() - size.h()) / 2;
      int shiftX = (padded.w() - size.w()) / 2;
      torch
          .from_blob(
              new org.bytedeco.javacpp.FloatPointer(staging),
              new long[] {classes, size.h(), size.w()})
          .copy_(done.narrow(1, shiftY, size.h()).narrow(2, shiftX, size.w()));
      staging.get(0, slice);
      int at = 0;
      for (int c = 0; c < classes; c++) {
        for (int y = 0; y < size.h(); y++) {
          double row = alongZ.totals()[next] * alongY.totals()[y + shiftY];
          for (int x = 0; x < size.w(); x++, at++) {
            slice[at] = (float) (slice[at] / (row * alongX.totals()[x + shiftX]));
          }
        }
      }
      sink.slice(z, slice);
    }
  }
}

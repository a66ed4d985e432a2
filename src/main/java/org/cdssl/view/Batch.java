package org.cdssl.view;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.cdssl.config.Size3;

/// The views of the samples of one step, in direct memory that libtorch can read in place.
///
/// Sample n lies at place n of every buffer. All samples of a batch have views of one size; the
/// next batch may have another. `close` gives the memory back to [Batches], which fills it again: a
/// tensor that shares it must be done with by then.
public final class Batch implements AutoCloseable {
  private final int size;
  private final int locals;
  private final ViewSizes sizes;
  private final FloatBuffer[] globals;
  private final FloatBuffer[] targets;
  private final FloatBuffer localViews;
  private final int pairsEach;
  private final int[] pairCounts;
  private final int[] firsts;
  private final int[] seconds;
  private final String[] ids;
  private final Runnable release;
  private long step;
  private List<Sample> samples = List.of();
  private Size3 globalSize;
  private Size3 localSize;

  /// Memory for `size` samples; `release` runs on `close`.
  Batch(ViewPlan plan, ViewSizes sizes, int size, Runnable release) {
    int global = Math.max(sizes.global().voxels(), sizes.flatGlobal().voxels());
    int local = Math.max(sizes.local().voxels(), sizes.flatLocal().voxels());
    this.size = size;
    this.locals = plan.locals().size();
    this.sizes = sizes;
    this.globalSize = sizes.global();
    this.localSize = sizes.local();
    this.globals = allocate(plan.globals().size(), Math.multiplyExact(size, global));
    this.targets = allocate(plan.targets(), Math.multiplyExact(size, global));
    this.localViews =
        allocate(1, Math.multiplyExact(Math.multiplyExact(plan.locals().size(), size), local))[0];
    this.pairsEach = plan.cropping() instanceof Cropping.Anchored anchored ? anchored.pairs() : 0;
    this.pairCounts = new int[size];
    this.firsts = new int[Math.multiplyExact(size, pairsEach)];
    this.seconds = new int[size * pairsEach];
    this.ids = new String[size];
    this.release = release;
  }

  private static FloatBuffer[] allocate(int count, int floats) {
    FloatBuffer[] buffers = new FloatBuffer[count];
    for (int i = 0; i < count; i++) {
      buffers[i] =
          ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
    }
    return buffers;
  }

  /// The training step this batch belongs to.
  public long step() {
    return step;
  }

  /// Number of samples, N.
  public int size() {
    return size;
  }

  /// Size of the global views and of their targets.
  public Size3 globalSize() {
    return globalSize;
  }

  /// Size of the local views.
  public Size3 localSize() {
    return localSize;
  }

  /// Global views `i` of all samples, `[N, 1, D, H, W]`, corrupted and normalised.
  public FloatBuffer global(int i) {
    return globals[i].slice(0, size * globalSize.voxels());
  }

  /// What global view `i` is to be restored to, `[N, 1, D, H, W]`, intensities in [0,1]. Only for
  /// the first [ViewPlan#targets] globals.
  public FloatBuffer target(int i) {
    return targets[i].slice(0, size * globalSize.voxels());
  }

  /// Local views `[L·N, 1, d, h, w]`: local 0 of all samples, then local 1 of all samples, ...
  public FloatBuffer locals() {
    return localViews.slice(0, locals * size * localSize.voxels());
  }

  /// Voxels of the first two globals that show the same place; none unless the plan asks for them.
  public VoxelPairs pairs() {
    int count = Arrays.stream(pairCounts).sum();
    VoxelPairs pairs = new VoxelPairs(new int[count], new int[count], new int[count]);
    int to = 0;
    for (int n = 0; n < size; n++) {
      Arrays.fill(pairs.sample(), to, to + pairCounts[n], n);
      System.arraycopy(firsts, n * pairsEach, pairs.first(), to, pairCounts[n]);
      System.arraycopy(seconds, n * pairsEach, pairs.second(), to, pairCounts[n]);
      to += pairCounts[n];
    }
    return pairs;
  }

  /// Where each sample comes from.
  public List<Sample> samples() {
    return samples;
  }

  /// Pseudonymous names of the images.
  public List<String> ids() {
    return List.copyOf(Arrays.asList(ids));
  }

  /// Samples that are X-rays.
  public int flatCount() {
    return (int) samples.stream().filter(Sample::flat).count();
  }

  /// Samples that are volumes.
  public int volumeCount() {
    return size - flatCount();
  }

  /// Gives the memory back.
  @Override
  public void close() {
    release.run();
  }

  void start(long newStep, List<Sample> newSamples) {
    step = newStep;
    samples = List.copyOf(newSamples);
    boolean flat = samples.getFirst().flat();
    if (!sizes.mix() && samples.stream().anyMatch(s -> s.flat() != flat)) {
      throw new IllegalArgumentException(
          "X-rays of "
              + sizes.flatGlobal()
              + " and volumes of "
              + sizes.global()
              + " in one batch");
    }
    globalSize = sizes.global(flat);
    localSize = sizes.local(flat);
    Arrays.fill(ids, "");
  }

  void putId(int n, String id) {
    ids[n] = id;
  }

  void putPairs(int n, int count, int[] first, int[] second) {
    pairCounts[n] = count;
    System.arraycopy(first, 0, firsts, n * pairsEach, count);
    System.arraycopy(second, 0, seconds, n * pairsEach, count);
  }

  void putGlobal(int view, int n, float[] voxels) {
    globals[view].put(n * globalSize.voxels(), voxels, 0, globalSize.voxels());
  }

  void putTarget(int view, int n, float[] voxels) {
    targets[view].put(n * globalSize.voxels(), voxels, 0, globalSize.voxels());
  }

  void putLocal(int view, int n, float[] voxels) {
    if (view >= locals) {
      throw new IndexOutOfBoundsException("local view " + view + " of " + locals);
    }
    localViews.put((view * size + n) * localSize.voxels(), voxels, 0, localSize.voxels());
  }
}

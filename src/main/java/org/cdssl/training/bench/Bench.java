package org.cdssl.training.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.Size3;
import org.cdssl.engine.Compute;
import org.cdssl.pseudo3d.PseudoVolume;
import org.cdssl.pseudo3d.Window;
import org.cdssl.view.Batches;
import org.cdssl.view.ImagePool;
import org.cdssl.view.ViewPlan;

/// The speeds that matter, measured side by side in one process, each as a ratio to something that
/// anyone can measure: the matrix product of the same library, the same step done another way, a
/// copy of as many bytes.
///
/// The ways of doing a step take turns, round by round, so that a machine whose speed drifts slows
/// all of them; the figures are medians over the rounds.
public final class Bench {
  static final int BATCH = 8;

  /// Preparations until the JVM has compiled what an archive of any size runs through.
  private static final int WARM_UP = 4;

  private final int rounds;
  private final int threads;
  private final Figures figures;

  /// @param rounds how often each way is timed, after one round that is not counted
  public Bench(int rounds, int threads, Consumer<String> say) {
    this.rounds = rounds;
    this.threads = threads;
    figures = new Figures(say);
  }

  /// Runs everything. Figures by name, in the order they were printed.
  public Map<String, Object> run() {
    PretrainConfig config = config(true);
    ImagePool volumes = PhantomPool.volumes(2, config.views().globalShapes().getFirst());
    ImagePool xrays = PhantomPool.xrays(4, config.views().globalShapes().getFirst());
    Compute compute = Compute.on("cpu", threads);
    double stepCpu =
        new StepRatios(config, config(false), compute, rounds, figures).run(xrays, volumes);
    views(config, xrays, volumes, stepCpu);
    pseudo3d();
    cache();
    return figures.all();
  }

  /// Only what concerns the cache.
  public Map<String, Object> cacheOnly() {
    cache();
    return figures.all();
  }

  private static PretrainConfig config(boolean drawnOnly) {
    return new ConfigLoader()
        .preset(
            "paper-resnet18.yaml",
            List.of(
                "training.batchSize=" + BATCH,
                "training.workers=0",
                "pretext.decodeDrawnOnly=" + drawnOnly),
            ConfigLoader.Use.SETTINGS)
        .config();
  }

  /// (d)
  private void views(
      PretrainConfig config, ImagePool xrays, ImagePool volumes, double stepCpuSeconds) {
    double flat = viewSeconds(config, xrays, PhantomPool.none());
    double solid = viewSeconds(config, PhantomPool.none(), volumes);
    double share = config.training().volumeShare();
    double mixed = share * solid + (1 - share) * flat;
    figures.put("d.xrayMs", flat * 1e3, "eight views of an X-ray take %.1f ms of CPU");
    figures.put("d.volumeMs", solid * 1e3, "eight views of a volume take %.1f ms of CPU");
    figures.put(
        "d.stepMs", stepCpuSeconds * 1e3, "its share of the step takes a sample %.0f ms of CPU");
    figures.put(
        "d.share",
        mixed / stepCpuSeconds,
        "(d) views cost %.3f of the step's CPU time (aim: at most 0.05)");
    figures.put("d.worstShare", Math.max(flat, solid) / stepCpuSeconds, "    the dearer kind %.3f");
  }

  private double viewSeconds(PretrainConfig config, ImagePool xrays, ImagePool volumes) {
    List<Double> perSample = new ArrayList<>();
    try (Batches batches =
        Batches.of(config, ViewPlan.pcrlv2(config.views().locals()), xrays, volumes, 0)) {
      for (int i = -4; i < 6; i++) {
        long start = threadCpuNanos();
        for (int b = 0; b < 2; b++) {
          batches.next().close();
        }
        if (i >= 0) {
          perSample.add((threadCpuNanos() - start) * 1e-9 / (2 * BATCH));
        }
      }
    }
    return Figures.median(perSample);
  }

  /// (e)
  private void pseudo3d() {
    for (int side : new int[] {224, 1024}) {
      Window window = new Window(5, 1, org.cdssl.config.PseudoVolumeConfig.Order.ROW);
      Size3 size = window.sizeFor(side, side);
      float[] image = new float[side * side];
      for (int i = 0; i < image.length; i++) {
        image[i] = i % 251;
      }
      float[] source = new float[size.voxels()];
      float[] volume = new float[size.voxels()];
      float[] copy = new float[size.voxels()];
      List<Double> ratios = new ArrayList<>();
      int times = side == 224 ? 200 : 20;
      float sink = 0;
      for (int i = 0; i < times; i++) {
        long start = System.nanoTime();
        PseudoVolume.materialise(image, side, side, window, volume, 0);
        long made = System.nanoTime();
        System.arraycopy(source, 0, copy, 0, source.length);
        long copied = System.nanoTime();
        sink += volume[i] + copy[i];
        if (i >= times / 2) {
          ratios.add((made - start) / (double) (copied - made));
        }
      }
      String name = "e.pseudo3dOverCopy" + side;
      figures.put(
          name,
          Figures.median(ratios),
          "(e) pseudo3d of "
              + side
              + "x"
              + side
              + " takes %.2f times a copy of as many bytes (aim: at most 2)");
      figures.keep("e.checksum" + side, sink);
    }
  }

  /// (f), (g), (h)
  private void cache() {
    int cores = Runtime.getRuntime().availableProcessors();
    try (CacheBench bench = CacheBench.generate(6 * cores, cores)) {
      List<Double> wall = new ArrayList<>();
      List<Double> cpu = new ArrayList<>();
      for (int round = -WARM_UP; round < Math.max(3, rounds); round++) {
        bench.clear();
        CacheBench.Time inflated = bench.inflate();
        CacheBench.Time prepared = bench.prepare();
        if (round >= 0) {
          wall.add(inflated.wall() / prepared.wall());
          cpu.add(inflated.cpu() / prepared.cpu());
        }
      }
      figures.put(
          "f.prepareOfInflateRate",
          Figures.median(wall),
          "(f) prepare runs at %.2f of the rate of plain decompression (aim: at least 0.70)");
      figures.put("f.prepareOfInflateCpu", Figures.median(cpu), "    by CPU time %.2f");
      bench.addXrays();
      CacheBench.CropTimes crops = bench.crops(200);
      figures.put(
          "g.cropsMs",
          crops.first() * 1e3,
          "(g) the crops of eight views of a volume are read from the cache in %.2f ms, checksums"
              + " included (aim: at most 3)");
      figures.put(
          "g.cropsAgainMs", crops.again() * 1e3, "    where they were checked before %.2f ms");
      boolean same = bench.batches(true).equals(bench.batches(false));
      figures.keep("h.sameBatches", same);
      figures.say(
          "(h) batches from the cache and from the files are "
              + (same ? "the same" : "NOT THE SAME"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long threadCpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}

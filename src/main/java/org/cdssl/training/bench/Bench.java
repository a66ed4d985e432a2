package org.cdssl.training.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.Size3;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Precision;
import org.cdssl.network.Cost;
import org.cdssl.pseudo3d.PseudoVolume;
import org.cdssl.pseudo3d.Window;
import org.cdssl.view.Batch;
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
  private static final int BATCH = 8;
  private static final int PRODUCT = 2048;

  /// Preparations until the JVM has compiled what an archive of any size runs through.
  private static final int WARM_UP = 4;

  private final int rounds;
  private final int threads;
  private final Consumer<String> say;
  private final Map<String, Object> results = new LinkedHashMap<>();

  /// @param rounds how often each way is timed, after one round that is not counted
  public Bench(int rounds, int threads, Consumer<String> say) {
    this.rounds = rounds;
    this.threads = threads;
    this.say = say;
  }

  /// Runs everything. Figures by name, in the order they were printed.
  public Map<String, Object> run() {
    PretrainConfig config = config(true);
    ImagePool volumes = PhantomPool.volumes(2, config.views().globalShapes().getFirst());
    ImagePool xrays = PhantomPool.xrays(4, config.views().globalShapes().getFirst());
    double stepCpu = steps(config, xrays, volumes);
    views(config, xrays, volumes, stepCpu);
    pseudo3d();
    cache();
    return results;
  }

  /// Only what concerns the cache.
  public Map<String, Object> cacheOnly() {
    cache();
    return results;
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

  /// (a), (b), (c). Gives back the CPU seconds that a sample's share of the bfloat16 step takes.
  private double steps(PretrainConfig config, ImagePool xrays, ImagePool volumes) {
    Compute compute = Compute.on("cpu", threads);
    say.accept(
        String.format(
            Locale.ROOT,
            "%s, %d threads, batch %d, %s",
            Compute.cpuLevel(),
            compute.threads(),
            BATCH,
            config.views().globalSize()));
    StepBench drawn = new StepBench(config, compute);
    StepBench all = new StepBench(config(false), compute);
    double[] product = new double[rounds];
    double[] productBfloat16 = new double[rounds];
    double[][] wall = new double[4][rounds];
    double[] cpu = new double[rounds];
    try (Batches batches = Batches.of(config, drawn.plan(), xrays, volumes, 0);
        Batch batch = batches.next()) {
      agreement(drawn, all, batch);
      for (int round = -1; round < rounds; round++) {
        double rate = StepBench.matrixProductRate(PRODUCT, Precision.FLOAT32, 3);
        double rateBfloat16 = StepBench.matrixProductRate(PRODUCT, Precision.BFLOAT16, 3);
        int number = round + 1;
        StepBench.Time float32 = drawn.step(batch, Precision.FLOAT32, number);
        StepBench.Time float32All = all.step(batch, Precision.FLOAT32, number);
        StepBench.Time bfloat16 = drawn.step(batch, Precision.BFLOAT16, number);
        StepBench.Time bfloat16All = all.step(batch, Precision.BFLOAT16, number);
        if (round >= 0) {
          product[round] = rate;
          productBfloat16[round] = rateBfloat16;
          wall[0][round] = float32.wall();
          wall[1][round] = float32All.wall();
          wall[2][round] = bfloat16.wall();
          wall[3][round] = bfloat16All.wall();
          cpu[round] = bfloat16.cpu();
        }
      }
    }
    double flops =
        Cost.stepFlops(
            config.network(),
            config.views().globalSize(),
            config.views().localSize(),
            config.views().locals());
    double rate = median(product);
    double float32 = median(wall[0]);
    double float32All = median(wall[1]);
    double bfloat16 = median(wall[2]);
    double bfloat16All = median(wall[3]);
    put("matrixProductGflops", rate / 1e9, "float32 matrix product %.1f GFLOP/s");
    put(
        "matrixProductBfloat16OverFloat32",
        median(productBfloat16) / rate,
        "bfloat16 matrix product %.2f times as fast");
    put("float32SamplesPerSecond", BATCH / float32, "float32 step %.2f samples/s");
    put(
        "float32AllSamplesPerSecond",
        BATCH / float32All,
        "float32 step, all levels decoded, %.2f samples/s");
    put("bfloat16SamplesPerSecond", BATCH / bfloat16, "bfloat16 step %.2f samples/s");
    put(
        "bfloat16AllSamplesPerSecond",
        BATCH / bfloat16All,
        "bfloat16 step, all levels decoded, %.2f samples/s");
    say.accept(
        String.format(
            Locale.ROOT,
            "a step is counted as %.1f GFLOP a sample, plain convolutions and all levels decoded;"
                + " the folded upsampling and the skipped levels execute fewer",
            flops / 1e9));
    put(
        "a.float32StepOfProductRate",
        flops * BATCH / float32 / rate,
        "(a) float32 step at %.2f of the matrix-product rate (aim: at least 0.65)");
    put(
        "a.float32AllStepOfProductRate",
        flops * BATCH / float32All / rate,
        "    the same with all levels decoded %.2f");
    put(
        "b.bfloat16OverFloat32",
        float32 / bfloat16,
        "(b) bfloat16 %.2f times as fast as float32 (aim: at least 2.2 with AMX or AVX512-BF16)");
    put(
        "c.drawnOverAll",
        bfloat16All / bfloat16,
        "(c) decoding what is drawn %.2f times as fast as decoding all (aim: at least 1.2)");
    return median(cpu) / BATCH;
  }

  private void agreement(StepBench drawn, StepBench all, Batch batch) {
    double[] a = drawn.gradients(batch, 3);
    double[] b = all.gradients(batch, 3);
    double difference = 0;
    double norm = 0;
    for (int i = 1; i < a.length; i++) {
      difference += (a[i] - b[i]) * (a[i] - b[i]);
      norm += b[i] * b[i];
    }
    put(
        "c.lossDifference",
        Math.abs(a[0] - b[0]),
        "decoding what is drawn against all: loss differs by %.1e");
    put(
        "c.gradientDifference",
        Math.sqrt(difference / norm),
        "  encoder gradients by %.1e of their norm");
  }

  /// (d)
  private void views(
      PretrainConfig config, ImagePool xrays, ImagePool volumes, double stepCpuSeconds) {
    double flat = viewSeconds(config, xrays, PhantomPool.none());
    double solid = viewSeconds(config, PhantomPool.none(), volumes);
    double share = config.training().volumeShare();
    double mixed = share * solid + (1 - share) * flat;
    put("d.xrayMs", flat * 1e3, "eight views of an X-ray take %.1f ms of CPU");
    put("d.volumeMs", solid * 1e3, "eight views of a volume take %.1f ms of CPU");
    put(
        "d.stepMs",
        stepCpuSeconds * 1e3,
        "its share of the bfloat16 step takes a sample %.0f ms of CPU");
    put(
        "d.share",
        mixed / stepCpuSeconds,
        "(d) views cost %.3f of the step's CPU time (aim: at most 0.05)");
    put("d.worstShare", Math.max(flat, solid) / stepCpuSeconds, "    the dearer kind %.3f");
  }

  private double viewSeconds(PretrainConfig config, ImagePool xrays, ImagePool volumes) {
    double[] perSample = new double[6];
    try (Batches batches =
        Batches.of(config, ViewPlan.pcrlv2(config.views().locals()), xrays, volumes, 0)) {
      for (int i = -4; i < perSample.length; i++) {
        long start = threadCpuNanos();
        for (int b = 0; b < 2; b++) {
          batches.next().close();
        }
        if (i >= 0) {
          perSample[i] = (threadCpuNanos() - start) * 1e-9 / (2 * BATCH);
        }
      }
    }
    return median(perSample);
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
      put(
          name,
          median(ratios),
          "(e) pseudo3d of "
              + side
              + "x"
              + side
              + " takes %.2f times a copy of as many bytes (aim: at most 2)");
      results.put("e.checksum" + side, sink);
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
      put(
          "f.prepareOfInflateRate",
          median(wall),
          "(f) prepare runs at %.2f of the rate of plain decompression (aim: at least 0.70)");
      put("f.prepareOfInflateCpu", median(cpu), "    by CPU time %.2f");
      bench.addXrays();
      CacheBench.CropTimes crops = bench.crops(200);
      put(
          "g.cropsMs",
          crops.first() * 1e3,
          "(g) the crops of eight views of a volume are read from the cache in %.2f ms, checksums"
              + " included (aim: at most 3)");
      put("g.cropsAgainMs", crops.again() * 1e3, "    where they were checked before %.2f ms");
      boolean same = bench.batches(true).equals(bench.batches(false));
      results.put("h.sameBatches", same);
      say.accept(
          "(h) batches from the cache and from the files are "
              + (same ? "the same" : "NOT THE SAME"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void put(String name, double value, String text) {
    results.put(name, value);
    say.accept(String.format(Locale.ROOT, text, value));
  }

  private static double median(double[] values) {
    return median(Arrays.stream(values).boxed().toList());
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  }

  private static long threadCpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}

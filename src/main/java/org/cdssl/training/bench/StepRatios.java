package org.cdssl.training.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cdssl.config.PretrainConfig;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Precision;
import org.cdssl.network.Cost;
import org.cdssl.view.Batch;
import org.cdssl.view.Batches;
import org.cdssl.view.ImagePool;

/// Training steps against the matrix product beside them, in both precisions, decoding what is
/// drawn and decoding all. The ways take turns, round by round.
final class StepRatios {
  private static final int PRODUCT = 2048;

  private final PretrainConfig config;
  private final PretrainConfig allDecoded;
  private final Compute compute;
  private final int rounds;
  private final Figures figures;

  /// @param rounds how often each way is timed, after one round that is not counted
  StepRatios(
      PretrainConfig config,
      PretrainConfig allDecoded,
      Compute compute,
      int rounds,
      Figures figures) {
    this.config = config;
    this.allDecoded = allDecoded;
    this.compute = compute;
    this.rounds = rounds;
    this.figures = figures;
  }

  /// (a), (b), (c). Gives back the CPU seconds that a sample's share of the step takes, in the
  /// precision that is chosen on this CPU.
  double run(ImagePool xrays, ImagePool volumes) {
    figures.say(
        String.format(
            Locale.ROOT,
            "%s, %d threads, batch %d, %s",
            Compute.cpuLevel(),
            compute.threads(),
            Bench.BATCH,
            config.views().globalSize()));
    StepBench drawn = new StepBench(config, compute);
    StepBench all = new StepBench(allDecoded, compute);
    // elsewhere bfloat16 is only emulated, and nobody trains in it
    List<Precision> precisions =
        compute.hasBfloat16()
            ? List.of(Precision.FLOAT32, Precision.BFLOAT16)
            : List.of(Precision.FLOAT32);
    Map<Precision, Rounds> measured = new EnumMap<>(Precision.class);
    precisions.forEach(precision -> measured.put(precision, new Rounds()));
    try (Batches batches = Batches.of(config, drawn.plan(), xrays, volumes, 0);
        Batch batch = batches.next()) {
      agreement(drawn, all, batch);
      for (int round = -1; round < rounds; round++) {
        Map<Precision, Double> rates = new EnumMap<>(Precision.class);
        for (Precision precision : precisions) {
          rates.put(precision, StepBench.matrixProductRate(PRODUCT, precision, 3));
        }
        for (Precision precision : precisions) {
          StepBench.Time some = drawn.step(batch, precision, round + 1);
          StepBench.Time every = all.step(batch, precision, round + 1);
          if (round >= 0) {
            measured.get(precision).add(rates.get(precision), some, every);
          }
        }
      }
    }
    double flops =
        Cost.stepFlops(
            config.network(),
            config.views().globalSize(),
            config.views().localSize(),
            config.views().locals());
    Rounds float32 = measured.get(Precision.FLOAT32);
    Rounds bfloat16 = measured.get(Precision.BFLOAT16);
    double rate = Figures.median(float32.productRates);
    figures.put("matrixProductGflops", rate / 1e9, "float32 matrix product %.1f GFLOP/s");
    if (bfloat16 != null) {
      figures.put(
          "matrixProductBfloat16OverFloat32",
          Figures.median(bfloat16.productRates) / rate,
          "bfloat16 matrix product %.2f times as fast");
    }
    float32.tell("float32");
    if (bfloat16 != null) {
      bfloat16.tell("bfloat16");
    }
    figures.say(
        String.format(
            Locale.ROOT,
            "a step is counted as %.1f GFLOP a sample, plain convolutions and all levels decoded;"
                + " the folded upsampling and the skipped levels execute fewer",
            flops / 1e9));
    figures.put(
        "a.float32StepOfProductRate",
        flops * Bench.BATCH / Figures.median(float32.drawn) / rate,
        "(a) float32 step at %.2f of the matrix-product rate (aim: at least 0.65)");
    figures.put(
        "a.float32AllStepOfProductRate",
        flops * Bench.BATCH / Figures.median(float32.all) / rate,
        "    the same with all levels decoded %.2f");
    if (bfloat16 == null) {
      figures.say(
          "(b) not measured: this CPU has neither AMX nor AVX512-BF16, and `precision: auto` is"
              + " float32 on it");
    } else {
      figures.put(
          "b.bfloat16OverFloat32",
          Figures.median(float32.drawn) / Figures.median(bfloat16.drawn),
          "(b) bfloat16 %.2f times as fast as float32 (aim: at least 2.2 with AMX or AVX512-BF16)");
    }
    Rounds auto = bfloat16 == null ? float32 : bfloat16;
    figures.put(
        "c.drawnOverAll",
        Figures.median(auto.all) / Figures.median(auto.drawn),
        "(c) decoding what is drawn %.2f times as fast as decoding all (aim: at least 1.2)");
    return Figures.median(auto.drawnCpu) / Bench.BATCH;
  }

  /// What was measured in one precision, round by round.
  private final class Rounds {
    private final List<Double> productRates = new ArrayList<>();
    private final List<Double> drawn = new ArrayList<>();
    private final List<Double> drawnCpu = new ArrayList<>();
    private final List<Double> all = new ArrayList<>();

    private void add(double productRate, StepBench.Time some, StepBench.Time every) {
      productRates.add(productRate);
      drawn.add(some.wall());
      drawnCpu.add(some.cpu());
      all.add(every.wall());
    }

    private void tell(String precision) {
      figures.put(
          precision + "SamplesPerSecond",
          Bench.BATCH / Figures.median(drawn),
          precision + " step %.2f samples/s");
      figures.put(
          precision + "AllSamplesPerSecond",
          Bench.BATCH / Figures.median(all),
          precision + " step, all levels decoded, %.2f samples/s");
    }
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
    figures.put(
        "c.lossDifference",
        Math.abs(a[0] - b[0]),
        "decoding what is drawn against all: loss differs by %.1e");
    figures.put(
        "c.gradientDifference",
        Math.sqrt(difference / norm),
        "  encoder gradients by %.1e of their norm");
  }
}

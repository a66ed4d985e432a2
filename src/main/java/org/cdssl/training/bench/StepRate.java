package org.cdssl.training.bench;

import java.util.ArrayList;
import java.util.List;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.TrainingConfig;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Precision;
import org.cdssl.training.Precisions;
import org.cdssl.view.Batch;
import org.cdssl.view.Batches;

/// How long a step of a configuration takes on this machine, from a few steps on generated X-rays.
public final class StepRate {
  private static final int STEPS = 2;

  private StepRate() {}

  /// Seconds a sample, the best of a few steps after one that warms up.
  ///
  /// @param batch samples a step; small, so that it is over soon and fits into memory
  public static double secondsPerSample(PretrainConfig config, int batch) {
    TrainingConfig training = config.training();
    Compute compute = Compute.on(training.device(), training.threads());
    Precision precision = Precisions.choose(training.precision(), compute);
    StepBench bench = new StepBench(config, compute);
    PhantomPool xrays = PhantomPool.xrays(batch, config.views().globalShapes().getFirst());
    List<Double> seconds = new ArrayList<>();
    try (Batches batches = Batches.of(config, bench.plan(), xrays, PhantomPool.none(), 0);
        Batch one = batches.next()) {
      for (int step = 0; step <= STEPS; step++) {
        StepBench.Time time = bench.step(one, precision, step);
        if (step > 0) {
          seconds.add(time.wall() / one.size());
        }
      }
    }
    return seconds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }
}

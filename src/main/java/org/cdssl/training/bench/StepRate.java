package org.cdssl.training.bench;

import org.cdssl.config.PretrainConfig;
import org.cdssl.config.TrainingConfig;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Precision;
import org.cdssl.training.Precisions;
import org.cdssl.view.Batch;
import org.cdssl.view.Batches;
import org.cdssl.view.ImagePool;

/// How long a step of a configuration takes on this machine, from a few steps on generated X-rays.
public final class StepRate {
  private static final int MOST_STEPS = 8;
  private static final double ENOUGH_SECONDS = 8;

  private StepRate() {}

  /// Seconds a sample, the mean of a few steps after one that warms up: what a step does may depend
  /// on what it draws.
  ///
  /// @param batch samples a step; small, so that it is over soon and fits into memory
  public static double secondsPerSample(PretrainConfig config, int batch) {
    TrainingConfig training = config.training();
    Compute compute = Compute.on(training.device(), training.threads());
    Precision precision = Precisions.choose(training.precision(), compute);
    StepBench bench = new StepBench(config, compute);
    ImagePool xrays = PhantomPool.xrays(batch, config.views().globalShapes().getFirst());
    double seconds = 0;
    int samples = 0;
    try (Batches batches = Batches.of(config, bench.plan(), xrays, PhantomPool.none(), 0);
        Batch one = batches.next()) {
      bench.step(one, precision, 0);
      for (int step = 1; step <= MOST_STEPS && seconds < ENOUGH_SECONDS; step++) {
        seconds += bench.step(one, precision, step).wall();
        samples += one.size();
      }
    }
    return seconds / samples;
  }
}

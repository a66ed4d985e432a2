package org.cdssl.training.bench;

import java.lang.management.ManagementFactory;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.PretrainConfig;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Optimiser;
import org.cdssl.engine.Precision;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.cdssl.pretext.Losses;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.Pretext;
import org.cdssl.pretext.Pretexts;
import org.cdssl.pretext.ViewTensors;
import org.cdssl.training.UpdateRules;
import org.cdssl.view.Batch;
import org.cdssl.view.ViewPlan;

/// Times whole training steps (forward, loss, backward, gradient norm, update) of one network on
/// one batch.
final class StepBench {
  private final Compute compute;
  private final PretrainConfig config;
  private final Pretext pretext;
  private final Optimiser optimiser;

  /// Seconds that passed, and seconds of CPU time of all threads.
  record Time(double wall, double cpu) {}

  StepBench(PretrainConfig config, Compute compute) {
    this.config = config;
    this.compute = compute;
    Compute.seed(config.seed());
    pretext = Pretexts.of(config, compute);
    optimiser = UpdateRules.optimiser(config.training(), pretext.weights());
  }

  ViewPlan plan() {
    return pretext.views();
  }

  /// One step; the drawn levels depend on `number` alone.
  Time step(Batch batch, Precision precision, long number) {
    long cpu = processCpuNanos();
    long start = System.nanoTime();
    try (StepScope scope = StepScope.open()) {
      Losses losses = loss(batch, precision, number);
      losses.total().backward();
      optimiser.gradientNorm();
      optimiser.step(1e-4, 1);
      losses.total().item_float();
    }
    pretext.weights().clearGradients();
    return new Time((System.nanoTime() - start) * 1e-9, (processCpuNanos() - cpu) * 1e-9);
  }

  /// Loss and flattened encoder gradients without a step, for comparing two ways of computing them.
  double[] gradients(Batch batch, long number) {
    try (StepScope scope = StepScope.open()) {
      Losses losses = loss(batch, Precision.FLOAT32, number);
      losses.total().backward();
      List<Tensor> encoder = pretext.weights().parametersIn("encoder.");
      int n = encoder.stream().mapToInt(p -> (int) p.numel()).sum();
      double[] all = new double[n + 1];
      all[0] = losses.total().item_float();
      int at = 1;
      for (Tensor parameter : encoder) {
        for (float g : TensorIo.floats(parameter.grad())) {
          all[at++] = g;
        }
      }
      return all;
    } finally {
      pretext.weights().clearGradients();
    }
  }

  private Losses loss(Batch batch, Precision precision, long number) {
    Moment moment = new Moment(config.seed(), number, 1000, config.training().epochs());
    try (Autocast cast = Autocast.with(precision, compute)) {
      return pretext.loss(ViewTensors.of(batch, plan(), compute), moment);
    }
  }

  /// Floating-point operations a second of a product of two n×n matrices, best of `times`.
  static double matrixProductRate(int n, Precision precision, int times) {
    double best = 0;
    try (StepScope scope = StepScope.open()) {
      torch.ScalarType type =
          precision == Precision.BFLOAT16 ? torch.ScalarType.BFloat16 : torch.ScalarType.Float;
      Tensor a = torch.rand(n, n).to(type);
      Tensor b = torch.rand(n, n).to(type);
      for (int i = 0; i < times; i++) {
        long start = System.nanoTime();
        torch.matmul(a, b);
        best = Math.max(best, 2.0 * n * n * n / ((System.nanoTime() - start) * 1e-9));
      }
    }
    return best;
  }

  private static long processCpuNanos() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getProcessCpuTime();
  }
}

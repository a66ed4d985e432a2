package org.cdssl.experiment;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cdssl.collection.Part;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.config.PhantomsConfig;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.RecipeConfig;
import org.cdssl.config.SegmentationConfig;
import org.cdssl.config.Size3;
import org.cdssl.config.TaskConfig;
import org.cdssl.config.ViewsConfig;
import org.cdssl.network.Cost;
import org.cdssl.transfer.TaskData;

/// What a run costs: convolutions and matrix products, as METHOD H counts them; backward twice the
/// forward.
///
/// @param steps of the optimiser; -1 where nobody knows how many images there are
/// @param flops of all steps and evaluations; NaN like `steps`
record RunCost(long steps, double flops) {
  private static final RunCost UNKNOWN = new RunCost(-1, Double.NaN);
  private static final int MIRRORS = 8;

  /// Of a pre-training.
  static RunCost of(PretrainConfig config) {
    long steps = (long) config.training().epochs() * config.training().stepsPerEpoch();
    return new RunCost(steps, steps * config.training().batchSize() * sampleFlops(config));
  }

  /// Of one sample in one step. Projection heads, the pyramid of vox2vec and the slices that
  /// UniMiSS shows as images are not counted.
  static double sampleFlops(PretrainConfig config) {
    ViewsConfig views = config.views();
    double global = 2.0 * Cost.of(config.network(), views.globalSize()).encoder();
    double local = 2.0 * Cost.of(config.network(), views.localSize()).encoder();
    // a teacher sees the global views without a backward pass
    return switch (config.pretext().method()) {
      case PCRLV2 ->
          Cost.stepFlops(config.network(), views.globalSize(), views.localSize(), views.locals());
      case SIMSIAM, VOX2VEC -> 3 * 2 * global;
      case DESD, UNIMISS -> 3 * 2 * global + 2 * global;
      case DINO -> 3 * (2 * global + views.locals() * local) + 2 * global;
      case TRANSVW -> 3 * 2.0 * Cost.segmentation(config.network(), views.globalSize(), 1);
    };
  }

  /// Of a fine-tuning with its evaluations.
  static RunCost of(FinetuneConfig config, PhantomsConfig phantoms, Scans scans)
      throws IOException {
    RecipeConfig recipe = config.training();
    Optional<TaskData> data = scans.task(config);
    Optional<int[]> sizes =
        data.isPresent()
            ? data.map(RunCost::sizes)
            : PublishedSizes.parts(config.data().sources(), config.data().split(), phantoms)
                .map(n -> new int[] {labelled(n[0], config.data().labelRatio()), n[1], n[2]});
    if (sizes.isEmpty()) {
      return UNKNOWN;
    }
    int[] n = sizes.get();
    long perEpoch =
        recipe.stepsPerEpoch() > 0
            ? recipe.stepsPerEpoch()
            : Math.ceilDiv(Math.max(1, n[0]), recipe.batchSize());
    long steps = perEpoch * recipe.epochs();
    double samples =
        recipe.stepsPerEpoch() > 0
            ? (double) steps * recipe.batchSize()
            : (double) n[0] * recipe.epochs();
    double judged =
        (double) n[1] * Math.ceilDiv(recipe.epochs(), recipe.evaluateEveryEpochs()) + n[2];
    if (config.task().kind() != TaskConfig.Kind.SEGMENTATION) {
      double forward = 2.0 * Cost.of(config.network(), config.input().size()).encoder();
      double pass = recipe.freezeEncoder() ? 1 : 3;
      return new RunCost(steps, forward * (pass * samples + judged));
    }
    SegmentationConfig segmentation = config.segmentation();
    int classes =
        config.task().classes().isEmpty()
            ? data.map(d -> d.classes().size())
                .orElse(PublishedSizes.classes(config.data().sources()))
            : config.task().classes().size();
    double forward = 2.0 * Cost.segmentation(config.network(), segmentation.patch(), classes + 1);
    double windows = windows(config, phantoms) * (segmentation.mirror() ? MIRRORS : 1);
    return new RunCost(steps, forward * (3 * samples + windows * judged));
  }

  private static int labelled(int images, double ratio) {
    return Math.max(1, (int) Math.round(ratio * images));
  }

  private static int[] sizes(TaskData data) {
    Map<Part, ? extends List<?>> parts = data.parts();
    return new int[] {
      parts.get(Part.TRAINING).size(),
      parts.get(Part.VALIDATION).size(),
      parts.get(Part.TEST).size()
    };
  }

  /// Windows that a typical case is judged in; 1 where its size is not known.
  private static double windows(FinetuneConfig config, PhantomsConfig phantoms) {
    SegmentationConfig s = config.segmentation();
    Optional<double[]> extent = PublishedSizes.extentMm(config.data().sources(), phantoms);
    if (extent.isEmpty()) {
      return 1;
    }
    Size3 patch = s.patch();
    int[] sides = {patch.d(), patch.h(), patch.w()};
    double windows = 1;
    for (int axis = 0; axis < 3; axis++) {
      double mm =
          !s.spacingMm().isEmpty()
              ? s.spacingMm().get(axis)
              : isPhantom(config) ? phantoms.caseSpacingMm() : 1;
      double voxels = extent.get()[axis] / mm;
      double step = Math.max(1, sides[axis] * (1 - s.overlap()));
      windows *= Math.max(1, Math.ceil((voxels - sides[axis]) / step) + 1);
    }
    return windows;
  }

  private static boolean isPhantom(FinetuneConfig config) {
    return config.data().sources().getFirst().path().endsWith(PhantomImages.CASES);
  }
}

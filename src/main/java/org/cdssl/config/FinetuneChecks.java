package org.cdssl.config;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.cdssl.config.InputConfig.Flat;
import org.cdssl.config.InputConfig.Normalise;
import org.cdssl.config.SplitConfig.By;
import org.cdssl.config.TaskConfig.Kind;

/// What must hold for a fine-tuning run beyond the types of the values.
final class FinetuneChecks {
  private final FinetuneConfig config;
  private final Checks checks;

  FinetuneChecks(FinetuneConfig config, Checks checks) {
    this.config = config;
    this.checks = checks;
  }

  void run(ConfigLoader.Use use) {
    task(config.task());
    data(config.data(), use);
    PretrainChecks.pseudo3d(config.pseudo3d(), checks);
    boolean segmentation = config.task().kind() == Kind.SEGMENTATION;
    Map<String, Size3> input =
        segmentation
            ? Map.of("segmentation.patch", config.segmentation().patch())
            : Map.of("input.size", config.input().size());
    new NetworkChecks(config.network(), checks).run(input);
    input(config.input());
    augmentation(config.augmentation());
    checks.shareBelowOne("head.dropout", config.head().dropout());
    training(config.training());
    segmentation(config.segmentation());
  }

  private void task(TaskConfig task) {
    List<String> classes = task.classes();
    checks.require(
        new HashSet<>(classes).size() == classes.size(),
        "names a class twice: " + classes,
        "task.classes");
    int least = task.kind() == Kind.CLASSIFICATION ? 2 : 1;
    checks.require(
        classes.isEmpty() || classes.size() >= least,
        "needs at least " + least + " names, or none to take the collection's",
        "task.classes",
        "task.kind");
  }

  private void data(LabelledDataConfig data, ConfigLoader.Use use) {
    new SourceChecks(checks).pool(data.sources(), data.maxBadFraction(), data.memoryMb(), use);
    checks.require(
        data.labelRatio() > 0 && data.labelRatio() <= 1,
        "must be above 0 and at most 1, is " + data.labelRatio(),
        "data.labelRatio");
    checks.require(
        data.split().by() != By.IMAGE || config.task().kind() != Kind.SEGMENTATION,
        "image splits are for comparing classification figures; use subject",
        "data.split.by",
        "task.kind");
  }

  private void input(InputConfig input) {
    checks.size("input.size", input.size());
    checks.within("input.shorterSide", input.shorterSide(), 0, 8192);
    checks.require(
        input.shorterSide() == 0 || input.shorterSide() >= config.pseudo3d().imageSize(),
        "is smaller than the crop of pseudo3d.imageSize = "
            + config.pseudo3d().imageSize()
            + " that is cut from it; 0 takes that size",
        "input.shorterSide",
        "pseudo3d.imageSize");
    checks.require(
        !input.shapeTransform() || input.normalise() == Normalise.NONE,
        "has no effect under normalise: zscore, which takes every factor out again",
        "input.shapeTransform",
        "input.normalise");
    checks.require(
        input.flat() == Flat.PSEUDO3D || input.size().d() == 1,
        "a plain 2D image has a depth of 1, is " + input.size() + "; use flat: pseudo3d",
        "input.size",
        "input.flat");
  }

  private void augmentation(AugmentationConfig a) {
    checks.range("augmentation.area", a.area(), 0, 1);
    checks.require(a.area().min() > 0, "must start above 0", "augmentation.area");
    checks.range("augmentation.aspect", a.aspect(), 0.01, 100);
    checks.require(
        a.flip().size() == 3 && a.flip().stream().allMatch(p -> p >= 0 && p <= 1),
        "expected three probabilities, along depth, height and width, is " + a.flip(),
        "augmentation.flip");
    checks.within("augmentation.shift", a.shift(), 0, 1024);
    checks.shareBelowOne("augmentation.scale", a.scale());
    checks.within("augmentation.rotationDegrees", a.rotationDegrees(), 0, 180);
    checks.within("augmentation.noiseSigma", a.noiseSigma(), 0, 100);
    checks.within("augmentation.gamma", a.gamma(), 0, 10);
  }

  private void training(RecipeConfig t) {
    checks.within("training.epochs", t.epochs(), 1, 1_000_000);
    checks.within("training.stepsPerEpoch", t.stepsPerEpoch(), 0, 1_000_000_000);
    checks.within("training.batchSize", t.batchSize(), 1, 65536);
    checks.above("training.learningRate", t.learningRate(), 0);
    checks.atLeast("training.weightDecay", t.weightDecay(), 0);
    checks.atLeast("training.gradientClip", t.gradientClip(), 0);
    ScheduleConfig s = t.schedule();
    checks.require(
        s.milestones().stream().allMatch(m -> m > 0 && m < 1),
        "are shares of the epochs between 0 and 1, is " + s.milestones(),
        "training.schedule.milestones");
    checks.require(
        s.factor() > 0 && s.factor() <= 1,
        "must be above 0 and at most 1, is " + s.factor(),
        "training.schedule.factor");
    checks.atLeast("training.schedule.everyEpochs", s.everyEpochs(), 1);
    checks.within("training.schedule.power", s.power(), 0, 10);
    checks.atLeast("training.evaluateEveryEpochs", t.evaluateEveryEpochs(), 1);
    PretrainChecks.machine(t.device(), t.threads(), t.workers(), checks);
    checks.atLeast("training.checkpointEverySteps", t.checkpointEverySteps(), 1);
    checks.atLeast("training.keepLast", t.keepLast(), 1);
    checks.atLeast("training.maxNonFinite", t.maxNonFinite(), 0);
  }

  private void segmentation(SegmentationConfig s) {
    checks.size("segmentation.patch", s.patch());
    checks.shareBelowOne("segmentation.overlap", s.overlap());
    checks.within("segmentation.tileBatch", s.tileBatch(), 1, 1024);
    checks.require(
        s.spacingMm().isEmpty()
            || (s.spacingMm().size() == 3
                && s.spacingMm().stream().allMatch(mm -> mm >= 0.01 && mm <= 100)),
        "expected depth, height and width in mm like [1.5, 0.8, 0.8], or [] for the file's grid, is "
            + s.spacingMm(),
        "segmentation.spacingMm");
    checks.range("segmentation.window", s.window(), -100_000, 100_000);
    checks.require(
        s.window().min() < s.window().max(),
        "is empty: both ends are equal",
        "segmentation.window");
    checks.within("segmentation.foregroundShare", s.foregroundShare(), 0, 1);
    checks.atLeast("segmentation.toleranceMm", s.toleranceMm(), 0);
    PatchAugmentationConfig a = s.augmentation();
    checks.within("segmentation.augmentation.spatialShare", a.spatialShare(), 0, 1);
    checks.range("segmentation.augmentation.scale", a.scale(), 0.1, 10);
    checks.within("segmentation.augmentation.rotationDegrees", a.rotationDegrees(), 0, 180);
    checks.require(
        a.flip().size() == 3 && a.flip().stream().allMatch(p -> p >= 0 && p <= 1),
        "expected three probabilities, along depth, height and width, is " + a.flip(),
        "segmentation.augmentation.flip");
    checks.within("segmentation.augmentation.intensityShare", a.intensityShare(), 0, 1);
    checks.within("segmentation.augmentation.noiseSigma", a.noiseSigma(), 0, 100);
    checks.within("segmentation.augmentation.gamma", a.gamma(), 0, 10);
    checks.shareBelowOne("segmentation.augmentation.brightness", a.brightness());
  }
}

package org.cdssl.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What must hold for a pre-training run beyond the types of the values.
final class PretrainChecks {
  private final PretrainConfig config;
  private final Checks checks;

  PretrainChecks(PretrainConfig config, Checks checks) {
    this.config = config;
    this.checks = checks;
  }

  void run(ConfigLoader.Use use) {
    new SourceChecks(checks).run(config.data(), use);
    pseudo3d(config.pseudo3d(), checks);
    views(config.views());
    perturb(config.views().perturb());
    flatViews(config);
    Map<String, Size3> inputs = new LinkedHashMap<>();
    inputs.put("views.globalSize", config.views().globalSize());
    inputs.put("views.localSize", config.views().localSize());
    new NetworkChecks(config.network(), checks).run(inputs);
    probe(config.probe(), use);
    new PretextChecks(config.pretext(), checks).run();
    ImpossiblePairs.check(config, checks);
    training(config.training());
  }

  static void pseudo3d(PseudoVolumeConfig p, Checks checks) {
    checks.within("pseudo3d.imageSize", p.imageSize(), 1, 8192);
    checks.within("pseudo3d.localImageSize", p.localImageSize(), 1, 8192);
    checks.atLeast("pseudo3d.window", p.window(), 1);
    checks.atLeast("pseudo3d.stride", p.stride(), 1);
    window(p.window(), "imageSize", p.imageSize(), checks);
    window(p.window(), "localImageSize", p.localImageSize(), checks);
  }

  /// Eq. 3 has no padding: a window that does not fit gives no position at all.
  private static void window(int window, String sizeKey, int size, Checks checks) {
    checks.require(
        window <= size || size < 1,
        "the window k = "
            + window
            + " is larger than the image, "
            + sizeKey
            + " = "
            + size
            + "; choose 1 to "
            + size,
        "pseudo3d.window",
        "pseudo3d." + sizeKey);
  }

  private void views(ViewsConfig v) {
    checks.size("views.globalSize", v.globalSize());
    checks.size("views.localSize", v.localSize());
    checks.within("views.locals", v.locals(), 1, 64);
    shapes("views.globalShapes", v.globalShapes());
    shapes("views.localShapes", v.localShapes());
    checks.shareBelowOne("views.minOverlap", v.minOverlap());
    checks.within("views.localMargin", v.localMargin(), 0, 1024);
    checks.within("views.maxAir", v.maxAir(), 0, 1);
    checks.within("views.airBelow", v.airBelow(), 0, 1);
    area("views.globalArea", v.globalArea());
    area("views.localArea", v.localArea());
    checks.range("views.aspect", v.aspect(), 0.01, 100);
    checks.within("views.flip", v.flip(), 0, 1);
    checks.shareBelowOne("views.scale", v.scale());
    checks.within("views.rotationDegrees", v.rotationDegrees(), 0, 180);
    checks.within("views.blurSigma", v.blurSigma(), 0, 100);
    checks.within("views.noiseSigma", v.noiseSigma(), 0, 100);
    checks.within("views.gamma", v.gamma(), 0, 10);
    checks.within("views.swaps", v.swaps(), 0, 1_000_000);
    Size3 block = v.swapBlock();
    Size3 size = v.globalSize();
    checks.require(
        v.swaps() == 0 || (block.d() <= size.d() && block.h() <= size.h() && block.w() <= size.w()),
        "the block " + block + " does not fit into globalSize " + size,
        "views.swapBlock",
        "views.globalSize",
        "views.swaps");
  }

  private void perturb(PerturbConfig p) {
    checks.within("views.perturb.elasticShift", p.elasticShift(), 0, 1000);
    checks.above("views.perturb.elasticSigma", p.elasticSigma(), 0);
    checks.within("views.perturb.shuffles", p.shuffles(), 0, 1_000_000);
    checks.within("views.perturb.shuffleSide", p.shuffleSide(), 0, 1);
    checks.range("views.perturb.paintIn", p.paintIn(), 0, 1);
    checks.range("views.perturb.paintOut", p.paintOut(), 0, 1);
  }

  /// X-rays that are taken as they are have their own size, and a batch has one.
  private void flatViews(PretrainConfig c) {
    if (c.views().flat() != InputConfig.Flat.PLAIN
        || c.pretext().method() == PretextConfig.Method.UNIMISS) {
      return;
    }
    plain("views.globalSize", c.views().globalSize(), "imageSize", c.pseudo3d().imageSize());
    plain(
        "views.localSize", c.views().localSize(), "localImageSize", c.pseudo3d().localImageSize());
  }

  private void plain(String key, Size3 size, String sideKey, int side) {
    Size3 needed = new Size3(1, side, side);
    checks.require(
        size.equals(needed),
        "X-rays are taken as they are (views.flat: plain), at pseudo3d."
            + sideKey
            + " = "
            + side
            + ", so "
            + key
            + " must be "
            + needed
            + ", is "
            + size,
        key,
        "views.flat",
        "pseudo3d." + sideKey);
  }

  private void shapes(String key, List<Size3> shapes) {
    checks.require(!shapes.isEmpty(), "needs at least one size like 64x64x32", key);
    shapes.forEach(shape -> checks.size(key, shape));
  }

  private void area(String key, Range area) {
    checks.range(key, area, 0, 1);
    checks.require(area.min() > 0, "must start above 0", key);
  }

  private void probe(ProbeConfig p, ConfigLoader.Use use) {
    checks.require(
        use == ConfigLoader.Use.SETTINGS
            || p.config().isEmpty()
            || Files.isRegularFile(Path.of(p.config())),
        "no such file: " + p.config(),
        "probe.config");
    checks.within("probe.images", p.images(), 40, 1_000_000);
    checks.within("probe.neighbours", p.neighbours(), 1, 1000);
  }

  private void training(TrainingConfig t) {
    checks.within("training.epochs", t.epochs(), 1, 1_000_000);
    checks.within("training.stepsPerEpoch", t.stepsPerEpoch(), 1, 1_000_000_000);
    checks.require(
        t.batchSize() >= 2,
        "must be at least 2, is "
            + t.batchSize()
            + " (the batch normalisation of the projection heads needs two samples)",
        "training.batchSize");
    checks.within("training.volumeShare", t.volumeShare(), 0, 1);
    checks.within("training.alternateEpochs", t.alternateEpochs(), 0, 1_000_000);
    checks.above("training.learningRate", t.learningRate(), 0);
    checks.shareBelowOne("training.momentum", t.momentum());
    checks.require(
        t.learningRateEnd() >= 0 && t.learningRateEnd() <= t.learningRate(),
        "must be 0 to learningRate, is " + t.learningRateEnd(),
        "training.learningRateEnd",
        "training.learningRate");
    checks.require(
        t.warmupEpochs() >= 0 && t.warmupEpochs() < t.epochs(),
        "must be at least 0 and below epochs, is " + t.warmupEpochs(),
        "training.warmupEpochs",
        "training.epochs");
    checks.atLeast("training.weightDecay", t.weightDecay(), 0);
    checks.atLeast("training.weightDecayRise", t.weightDecayRise(), 0);
    checks.atLeast("training.gradientClip", t.gradientClip(), 0);
    checks.atLeast("training.parameterClip", t.parameterClip(), 0);
    machine(t.device(), t.threads(), t.workers(), checks);
    checks.atLeast("training.checkpointEverySteps", t.checkpointEverySteps(), 1);
    checks.atLeast("training.keepLast", t.keepLast(), 1);
    checks.atLeast("training.keepEverySteps", t.keepEverySteps(), 0);
    checks.atLeast("training.pictureEverySteps", t.pictureEverySteps(), 0);
    checks.atLeast("training.heldOutEverySteps", t.heldOutEverySteps(), 0);
    checks.atLeast("training.collapseEverySteps", t.collapseEverySteps(), 0);
    checks.atLeast("training.probeEverySteps", t.probeEverySteps(), 0);
    checks.atLeast("training.maxNonFinite", t.maxNonFinite(), 0);
  }

  static void machine(String device, int threads, int workers, Checks checks) {
    checks.require(
        device.matches("cpu|cuda(:[0-9]{1,3})?"),
        "expected cpu, cuda or cuda:N, found '" + device + "'",
        "training.device");
    checks.within("training.threads", threads, 0, 1024);
    checks.within("training.workers", workers, 0, 64);
  }
}

package org.cdssl.config;

/// What must hold of the methods' own keys.
final class PretextChecks {
  private static final int MOST = 1 << 20;

  private final PretextConfig pretext;
  private final Checks checks;

  PretextChecks(PretextConfig pretext, Checks checks) {
    this.pretext = pretext;
    this.checks = checks;
  }

  void run() {
    simsiam(pretext.simsiam());
    dino(pretext.dino());
    desd(pretext.desd());
    vox2vec(pretext.vox2vec());
    unimiss(pretext.unimiss());
    transvw(pretext.transvw());
  }

  private void simsiam(SimSiamConfig s) {
    checks.within("pretext.simsiam.projection", s.projection(), 1, MOST);
    checks.within("pretext.simsiam.predictorHidden", s.predictorHidden(), 1, MOST);
  }

  private void dino(DinoConfig d) {
    checks.within("pretext.dino.prototypes", d.prototypes(), 2, MOST);
    checks.within("pretext.dino.hidden", d.hidden(), 1, MOST);
    checks.within("pretext.dino.bottleneck", d.bottleneck(), 1, MOST);
    checks.above("pretext.dino.studentTemperature", d.studentTemperature(), 0);
    checks.above("pretext.dino.teacherTemperature", d.teacherTemperature(), 0);
    checks.above("pretext.dino.warmupTemperature", d.warmupTemperature(), 0);
    checks.atLeast("pretext.dino.temperatureEpochs", d.temperatureEpochs(), 0);
    checks.within("pretext.dino.centreMomentum", d.centreMomentum(), 0, 1);
    checks.within("pretext.dino.teacherMomentum", d.teacherMomentum(), 0, 1);
    checks.atLeast("pretext.dino.frozenLastEpochs", d.frozenLastEpochs(), 0);
  }

  private void unimiss(UniMissConfig u) {
    checks.list("pretext.unimiss.decoderDepths", u.decoderDepths(), 3, 1);
    checks.list("pretext.unimiss.decoderHeads", u.decoderHeads(), 3, 1);
  }

  private void transvw(TransVwConfig t) {
    checks.atLeast("pretext.transvw.classification", t.classification(), 0);
    checks.within("pretext.transvw.hidden", t.hidden(), 1, MOST);
    DiscoveryConfig d = t.discovery();
    String key = "pretext.transvw.discovery.";
    checks.size(key + "wholeSize", d.wholeSize());
    checks.within(key + "steps", d.steps(), 1, 1_000_000_000);
    checks.within(key + "batchSize", d.batchSize(), 2, 4096);
    checks.above(key + "learningRate", d.learningRate(), 0);
    checks.within(key + "words", d.words(), 2, 100_000);
    checks.within(key + "instances", d.instances(), 1, 1_000_000);
    checks.within(key + "cubes", d.cubes(), 1, 64);
    checks.range(key + "cubeScale", d.cubeScale(), 0.1, 10);
    checks.within(key + "jitter", d.jitter(), 0, 1024);
    checks.require(d.border() >= 0 && d.border() < 0.5, "must be 0 to below 0.5", key + "border");
    checks.require(
        d.borderDepth() >= 0 && d.borderDepth() < 0.5,
        "must be 0 to below 0.5",
        key + "borderDepth");
    checks.require(
        d.flatSide() > 0 && d.flatSide() <= 1, "must be above 0 and at most 1", key + "flatSide");
  }

  private void desd(DesdConfig d) {
    checks.range("pretext.desd.superCrop", d.superCrop(), 1, 100);
    checks.within("pretext.desd.superDepth", d.superDepth(), 1, 100);
    checks.range("pretext.desd.scale", d.scale(), 0.01, 100);
    checks.require(
        d.scale().max() <= d.superCrop().min(),
        "a view of "
            + d.scale().max()
            + " does not fit into a region of "
            + d.superCrop().min()
            + " (superCrop)",
        "pretext.desd.scale",
        "pretext.desd.superCrop");
    checks.within("pretext.desd.flip", d.flip(), 0, 1);
    checks.within("pretext.desd.noiseSigma", d.noiseSigma(), 0, 100);
    checks.range("pretext.desd.blurSigma", d.blurSigma(), 0, 100);
    checks.range("pretext.desd.contrast", d.contrast(), 0.01, 100);
    checks.range("pretext.desd.gamma", d.gamma(), 0.01, 100);
    checks.within("pretext.desd.probability", d.probability(), 0, 1);
    checks.within("pretext.desd.blurFirst", d.blurFirst(), 0, 1);
    checks.within("pretext.desd.blurSecond", d.blurSecond(), 0, 1);
  }

  private void vox2vec(Vox2VecConfig v) {
    checks.within("pretext.vox2vec.voxels", v.voxels(), 1, MOST);
    checks.within("pretext.vox2vec.bodyAbove", v.bodyAbove(), 0, 1);
    checks.above("pretext.vox2vec.temperature", v.temperature(), 0);
    checks.within("pretext.vox2vec.embedding", v.embedding(), 1, MOST);
    checks.within("pretext.vox2vec.baseWidth", v.baseWidth(), 1, 4096);
    checks.within("pretext.vox2vec.sharpness", v.sharpness(), 0, 1);
    checks.range("pretext.vox2vec.blurSigma", v.blurSigma(), 0, 100);
    checks.range("pretext.vox2vec.sharpenSigma", v.sharpenSigma(), 0, 100);
    checks.range("pretext.vox2vec.sharpenStrength", v.sharpenStrength(), 0, 1000);
    checks.within("pretext.vox2vec.noise", v.noise(), 0, 1);
    checks.within("pretext.vox2vec.noiseSigma", v.noiseSigma(), 0, 100);
    checks.within("pretext.vox2vec.ceiling", v.ceiling(), 0, 1);
    checks.range("pretext.vox2vec.ceilingAt", v.ceilingAt(), 0.01, 1);
  }
}

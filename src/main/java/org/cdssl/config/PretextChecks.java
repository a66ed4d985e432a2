package org.cdssl.config;

/// What must hold of the method's own keys.
final class PretextChecks {
  private static final int MOST = 1 << 20;

  private final PretextConfig pretext;
  private final Checks checks;

  PretextChecks(PretextConfig pretext, Checks checks) {
    this.pretext = pretext;
    this.checks = checks;
  }

  void run() {
    SimSiamConfig s = pretext.simsiam();
    checks.within("pretext.simsiam.projection", s.projection(), 1, MOST);
    checks.within("pretext.simsiam.predictorHidden", s.predictorHidden(), 1, MOST);
    DinoConfig d = pretext.dino();
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
}

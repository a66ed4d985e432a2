package org.cdssl.pretext;

import java.util.SplittableRandom;

/// Where in the run a step is; all that a method's schedules and draws depend on.
///
/// @param seed of the run
/// @param step optimiser steps done before this one
/// @param stepsPerEpoch steps that make an epoch
/// @param epochs length of the schedules
public record Moment(long seed, long step, int stepsPerEpoch, int epochs) {
  /// Whole epochs done.
  public int epoch() {
    return (int) (step / stepsPerEpoch);
  }

  /// A generator for the draws of this step: a pure function of seed, step and `stream`.
  public SplittableRandom random(int stream) {
    long key =
        seed * 0x9E3779B97F4A7C15L + step * 0xD1B54A32D192ED03L + stream * 0x8CB92BA72F3D8DD7L;
    key = (key ^ (key >>> 32)) * 0xDABA0B6EB09322E3L;
    key = (key ^ (key >>> 29)) * 0xDABA0B6EB09322E3L;
    return new SplittableRandom(key ^ (key >>> 32));
  }
}

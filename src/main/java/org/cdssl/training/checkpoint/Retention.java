package org.cdssl.training.checkpoint;

/// Which checkpoints stay on disk; besides, the one that {@link CheckpointStore#markBest} names.
///
/// @param keepLast so many newest ones, ≥ 1
/// @param keepEverySteps one at a multiple of this stays for good; 0: none
public record Retention(int keepLast, long keepEverySteps) {
  public Retention {
    if (keepLast < 1 || keepEverySteps < 0) {
      throw new IllegalArgumentException("keepLast " + keepLast + ", keepEvery " + keepEverySteps);
    }
  }

  boolean keepsForGood(long step) {
    return keepEverySteps > 0 && step % keepEverySteps == 0;
  }
}

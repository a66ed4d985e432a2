package org.cdssl.view;

import org.cdssl.config.TrainingConfig;

/// How many of the samples are volumes: what batches are made of, as data.
sealed interface Mixing {
  /// Volumes among the samples of the first `step` steps.
  long volumesBefore(long step, int batchSize);

  /// What the configuration asks for.
  static Mixing of(TrainingConfig training) {
    int epochs = training.alternateEpochs();
    return epochs == 0
        ? new Share(training.volumeShare())
        : new Alternating((long) epochs * training.stepsPerEpoch());
  }

  /// Every batch is mixed: the share of volumes is `share` over any stretch of the run to within
  /// one sample (METHOD A.4, M2).
  record Share(double share) implements Mixing {
    public Share {
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException("volume share " + share + " is out of range");
      }
    }

    @Override
    public long volumesBefore(long step, int batchSize) {
      return (long) Math.floor(step * batchSize * share);
    }
  }

  /// Every batch is of one kind: `steps` steps of X-rays, then as many of volumes, and so on
  /// (METHOD A.4, M4; D.6).
  record Alternating(long steps) implements Mixing {
    @Override
    public long volumesBefore(long step, int batchSize) {
      long rounds = step / (2 * steps);
      long begun = step % (2 * steps);
      return (rounds * steps + Math.max(0, begun - steps)) * batchSize;
    }
  }
}

package org.cdssl.view;

import java.util.ArrayList;
import java.util.List;
import org.cdssl.CdsslException;

/// Which images make up the batch of any step (METHOD A.4).
///
/// [Mixing] says how many of the samples are volumes; X-rays are the rest and come first. With a
/// share ρ batch b of B samples holds ⌊(b+1)·B·ρ⌋ − ⌊b·B·ρ⌋ volumes. Each pool is gone through in a
/// shuffle without replacement, a new one for every pass; a pass ends where the pool ends, not
/// where an epoch does. Any step can be asked for at any time. Safe for use by several threads.
public final class SampleOrder {
  private static final int FLAT = 2;
  private static final int VOLUME = 3;

  private final int batchSize;
  private final Mixing mixing;
  private final Shuffle flats;
  private final Shuffle volumes;

  /// Order over `flatCount` X-rays and `volumeCount` volumes; where a pool is empty everything
  /// comes from the other, whatever the share. Throws [CdsslException] when both are empty.
  public SampleOrder(int flatCount, int volumeCount, int batchSize, double volumeShare, long seed) {
    this(flatCount, volumeCount, batchSize, new Mixing.Share(volumeShare), seed);
  }

  SampleOrder(int flatCount, int volumeCount, int batchSize, Mixing mixing, long seed) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch size " + batchSize + " is out of range");
    }
    if (flatCount == 0 && volumeCount == 0) {
      throw CdsslException.data(
          "there is no image to train on: data.sources name no readable file; run 'check' on them");
    }
    this.batchSize = batchSize;
    this.mixing =
        flatCount == 0 ? new Mixing.Share(1) : volumeCount == 0 ? new Mixing.Share(0) : mixing;
    this.flats = new Shuffle(flatCount, seed, FLAT);
    this.volumes = new Shuffle(volumeCount, seed, VOLUME);
  }

  /// Samples in every batch.
  public int batchSize() {
    return batchSize;
  }

  /// The samples of a step, counted from 0.
  public List<Sample> batch(long step) {
    long volumesBefore = volumesBefore(step);
    int volumeCount = (int) (volumesBefore(step + 1) - volumesBefore);
    int flatCount = batchSize - volumeCount;
    long flatsBefore = step * batchSize - volumesBefore;
    List<Sample> samples = new ArrayList<>(batchSize);
    for (int i = 0; i < flatCount; i++) {
      samples.add(flats.at(flatsBefore + i, true));
    }
    for (int i = 0; i < volumeCount; i++) {
      samples.add(volumes.at(volumesBefore + i, false));
    }
    return samples;
  }

  private long volumesBefore(long step) {
    return mixing.volumesBefore(step, batchSize);
  }
}

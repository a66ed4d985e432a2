package org.cdssl.view;

import java.util.ArrayList;
import java.util.List;

/// Which labelled images make up the batch of any step: each image once a pass, in a new order
/// every pass, none dropped (METHOD E.1).
///
/// A pass of n images in batches of at most B takes ⌈n/B⌉ steps of sizes that differ by at most
/// one, so that with B of three or more no batch is left with a single image, of whose last voxel
/// batch normalisation knows no variance. Any step can be asked for at any time; safe for use by
/// several threads.
public final class PassOrder {
  private static final int LABELLED = 5;

  private final int size;
  private final int steps;
  private final boolean flat;
  private final Shuffle shuffle;

  /// @param size number of images, ≥ 1
  /// @param flat whether they are 2D
  public PassOrder(int size, int batchSize, boolean flat, long seed) {
    if (size < 1 || batchSize < 1) {
      throw new IllegalArgumentException(size + " images in batches of " + batchSize);
    }
    this.size = size;
    this.flat = flat;
    steps = Math.ceilDiv(size, batchSize);
    shuffle = new Shuffle(size, seed, LABELLED);
  }

  /// Steps of a pass.
  public int stepsPerPass() {
    return steps;
  }

  /// The samples of a step, counted from 0.
  public List<Sample> batch(long step) {
    long pass = step / steps;
    long k = step % steps;
    List<Sample> samples = new ArrayList<>();
    for (int place = (int) (k * size / steps); place < (k + 1) * size / steps; place++) {
      samples.add(new Sample(flat, shuffle.image(pass, place), pass));
    }
    return samples;
  }
}

package org.cdssl.view;

/// An endless run through a pool of images, shuffled anew for every pass. Safe for use by several
/// threads.
final class Shuffle {
  private final int size;
  private final long seed;
  private final int stream;
  private long shuffledPass = -1;
  private int[] images = {};

  /// @param stream tells pools of one seed apart
  Shuffle(int size, long seed, int stream) {
    this.size = size;
    this.seed = seed;
    this.stream = stream;
  }

  /// The image at a position counted from the beginning of the run.
  Sample at(long position, boolean flat) {
    return new Sample(flat, image(position / size, (int) (position % size)), position / size);
  }

  /// The image at a place of a pass.
  synchronized int image(long pass, int place) {
    if (pass != shuffledPass) {
      images = shuffled(pass);
      shuffledPass = pass;
    }
    return images[place];
  }

  /// Fisher-Yates.
  private int[] shuffled(long pass) {
    ViewRandom random = new ViewRandom(seed, stream, pass);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}

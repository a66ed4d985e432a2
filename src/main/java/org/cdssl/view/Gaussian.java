package org.cdssl.view;

/// Normal deviates in bulk: the ziggurat of Marsaglia and Tsang (2000) with 256 layers, two
/// deviates from each 64-bit number. Layer and position come from different bits, which avoids the
/// correlation that Doornik (2005) found in the original.
final class Gaussian {
  private static final int LAYERS = 256;

  /// Start of the tail, and the area of a layer that goes with it.
  private static final double TAIL = 3.654152885361009;

  private static final double AREA = 4.92867323399e-3;
  private static final int POSITION_BITS = 23;

  /// Layer i is the box from 0 to `EDGE[i]` at the heights `HEIGHT[i]` to `HEIGHT[i + 1]`.
  private static final double[] EDGE = new double[LAYERS + 1];

  private static final double[] HEIGHT = new double[LAYERS + 1];
  private static final float[] STEP = new float[LAYERS];

  /// Positions below this are under the curve whatever their height.
  private static final int[] SURE = new int[LAYERS];

  static {
    EDGE[1] = TAIL;
    HEIGHT[1] = density(TAIL);
    EDGE[0] = AREA / HEIGHT[1];
    for (int i = 2; i < LAYERS; i++) {
      HEIGHT[i] = HEIGHT[i - 1] + AREA / EDGE[i - 1];
      EDGE[i] = StrictMath.sqrt(-2 * StrictMath.log(HEIGHT[i]));
    }
    HEIGHT[LAYERS] = 1;
    for (int i = 0; i < LAYERS; i++) {
      STEP[i] = (float) (EDGE[i] * (1.0 / (1 << POSITION_BITS)));
      SURE[i] = (int) (EDGE[i + 1] / EDGE[i] * (1 << POSITION_BITS));
    }
  }

  private Gaussian() {}

  /// Adds deviates of mean 0 and standard deviation `sigma` to the first `count` voxels.
  static void add(ViewRandom random, float sigma, float[] voxels, int count) {
    for (int i = 0; i + 1 < count; i += 2) {
      long bits = random.nextLong();
      voxels[i] += sigma * deviate((int) bits, random);
      voxels[i + 1] += sigma * deviate((int) (bits >>> 32), random);
    }
    if (count % 2 == 1) {
      voxels[count - 1] += sigma * deviate((int) random.nextLong(), random);
    }
  }

  /// One deviate from 32 random bits, and more from `random` in one of a hundred cases.
  private static float deviate(int bits, ViewRandom random) {
    int layer = bits & (LAYERS - 1);
    int position = bits >> 8;
    return Math.abs(position) < SURE[layer]
        ? position * STEP[layer]
        : unsure(layer, position, random);
  }

  private static float unsure(int layer, int position, ViewRandom random) {
    while (true) {
      if (layer == 0) {
        return position < 0 ? -tail(random) : tail(random);
      }
      double x = position * (EDGE[layer] * (1.0 / (1 << POSITION_BITS)));
      double height = random.uniform(HEIGHT[layer], HEIGHT[layer + 1]);
      if (height < density(x)) {
        return (float) x;
      }
      int bits = (int) (random.nextLong() >>> 32);
      layer = bits & (LAYERS - 1);
      position = bits >> 8;
      if (Math.abs(position) < SURE[layer]) {
        return position * STEP[layer];
      }
    }
  }

  /// A deviate above TAIL (Marsaglia 1964).
  private static float tail(ViewRandom random) {
    double x;
    double y;
    do {
      x = -StrictMath.log(1 - random.nextDouble()) / TAIL;
      y = -StrictMath.log(1 - random.nextDouble());
    } while (2 * y < x * x);
    return (float) (TAIL + x);
  }

  private static double density(double x) {
    return StrictMath.exp(-0.5 * x * x);
  }
}

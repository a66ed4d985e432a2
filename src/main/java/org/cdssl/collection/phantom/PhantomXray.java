package org.cdssl.collection.phantom;

import java.util.Arrays;
import org.cdssl.image.Image2d;

/// A frontal radiograph of a phantom, as a viewer shows it: patient's right on the left of the
/// image, head up, bone bright, lungs dark; 8 bit (whole numbers 0 to 255).
///
/// A pure function of (seed, index). The patient is the same as that of {@link Phantom#generate}
/// with these numbers, so take indices that no volume uses.
public record PhantomXray(long seed, int index, MassShape shape, Image2d image) {
  private static final double DEPTH_MM = 4;
  private static final int DEPTH_VOXELS = 72;

  /// Projects the phantom on `size` x `size` pixels that span 330 to 390 mm.
  ///
  /// @param size 32 or more
  public static PhantomXray project(long seed, int index, int size) {
    if (size < 32) {
      throw new IllegalArgumentException("a radiograph needs at least 32 pixels a side");
    }
    Draws draws = new Draws(seed, index, "radiograph");
    Anatomy anatomy = Anatomy.draw(seed, index);
    double pixelMm = draws.between(330, 390) / size;
    PhantomGrid grid = new PhantomGrid(size, DEPTH_VOXELS, size, pixelMm, DEPTH_MM, pixelMm);
    Painter painter = Phantom.paint(anatomy, grid, grid.centredOn(0, -8, 0));
    float[] integrals = Attenuation.alongY(painter.hu, size, DEPTH_VOXELS, size, DEPTH_MM);
    float[] shown = upright(integrals, size);
    expose(shown, size, draws);
    window(shown, draws);
    collimate(shown, size, draws);
    mark(shown, size, draws);
    return new PhantomXray(
        seed, index, MassShape.of(seed, index), new Image2d(size, size, shown, 255));
  }

  /// From (x to the right, z up) to image rows: turned by half.
  private static float[] upright(float[] integrals, int size) {
    float[] image = new float[size * size];
    for (int i = 0; i < image.length; i++) {
      image[i] = integrals[image.length - 1 - i];
    }
    return image;
  }

  /// Beer-Lambert with scatter and photon noise: replaces line integrals by what the detector makes
  /// of them, -ln(I / I0).
  static void expose(float[] integrals, int size, Draws draws) {
    double photons = StrictMath.exp(draws.between(8.6, 11));
    double scatter = draws.between(0.05, 0.3);
    float[] arriving = new float[integrals.length];
    for (int i = 0; i < arriving.length; i++) {
      arriving[i] = (float) StrictMath.exp(-integrals[i]);
    }
    float[] spread = blurred(blurred(arriving, size, size / 7), size, size / 7);
    for (int i = 0; i < arriving.length; i++) {
      double expected = photons * ((1 - scatter) * arriving[i] + scatter * spread[i]);
      // a Poisson count of more than 20 is close to normal
      double counted = Math.max(expected + Math.sqrt(expected) * draws.normal(), 1);
      integrals[i] = (float) (StrictMath.log(photons) - StrictMath.log(counted));
    }
  }

  /// Mean over a square of side 2r+1, cut at the borders; two running sums.
  private static float[] blurred(float[] in, int size, int r) {
    float[] rows = new float[in.length];
    float[] out = new float[in.length];
    for (int pass = 0; pass < 2; pass++) {
      float[] from = pass == 0 ? in : rows;
      float[] to = pass == 0 ? rows : out;
      int along = pass == 0 ? 1 : size;
      int across = pass == 0 ? size : 1;
      for (int line = 0; line < size; line++) {
        double sum = 0;
        for (int i = -r; i < size; i++) {
          if (i + r < size) {
            sum += from[line * across + (i + r) * along];
          }
          if (i - r - 1 >= 0) {
            sum -= from[line * across + (i - r - 1) * along];
          }
          if (i >= 0) {
            int n = Math.min(i + r, size - 1) - Math.max(i - r, 0) + 1;
            to[line * across + i * along] = (float) (sum / n);
          }
        }
      }
    }
    return out;
  }

  /// Display window from the densities of the patient, then a gamma: whole numbers 0 to 255.
  private static void window(float[] density, Draws draws) {
    float[] sorted = density.clone();
    Arrays.sort(sorted);
    int first = 0;
    while (first < sorted.length - 2 && sorted[first] < 0.35) {
      first++;
    }
    int patient = sorted.length - 1 - first;
    double low = sorted[first + (int) (patient * draws.between(0.005, 0.03))];
    double high = sorted[first + (int) (patient * draws.between(0.985, 0.999))];
    double gamma = StrictMath.exp(draws.normal(0.05, 0.14));
    double scale = high > low ? 1 / (high - low) : 0;
    for (int i = 0; i < density.length; i++) {
      double v = Math.clamp((density[i] - low) * scale, 0.0, 1.0);
      density[i] = Math.round(255 * StrictMath.pow(v, gamma));
    }
  }

  /// Shutters that leave a black border on some sides.
  private static void collimate(float[] image, int size, Draws draws) {
    int[] border = new int[4];
    if (draws.chance(0.5)) {
      for (int side = 0; side < 4; side++) {
        border[side] = (int) Math.max(0, draws.between(-0.03, 0.045) * size);
      }
    }
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        if (x < border[0] || x >= size - border[1] || y < border[2] || y >= size - border[3]) {
          image[y * size + x] = 0;
        }
      }
    }
  }

  /// A lead letter beside a shoulder: R on the patient's right (left of the image) or L.
  private static void mark(float[] image, int size, Draws draws) {
    if (!draws.chance(0.6)) {
      return;
    }
    boolean right = draws.chance(0.5);
    String[] rows =
        right
            ? new String[] {"1111.", "1...1", "1...1", "1111.", "1.1..", "1..1.", "1...1"}
            : new String[] {"1....", "1....", "1....", "1....", "1....", "1....", "11111"};
    int dot = Math.max(1, (int) (size * draws.between(0.006, 0.011)));
    int x0 = (int) (size * (right ? draws.between(0.05, 0.1) : draws.between(0.86, 0.9)));
    int y0 = (int) (size * draws.between(0.06, 0.14));
    float grey = (float) draws.count(215, 255);
    for (int y = 0; y < 7 * dot; y++) {
      for (int x = 0; x < 5 * dot; x++) {
        if (rows[y / dot].charAt(x / dot) == '1' && x0 + x < size && y0 + y < size) {
          image[(y0 + y) * size + x0 + x] = grey;
        }
      }
    }
  }
}

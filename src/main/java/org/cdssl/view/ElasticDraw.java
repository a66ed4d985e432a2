package org.cdssl.view;

import org.cdssl.config.Size3;
import org.cdssl.config.ViewsConfig;

/// Elastic deformation within the planes of a view (METHOD D.3): every voxel shows what lies a
/// little beside it, by a displacement along x and one along y, each uniform noise smoothed by a
/// Gaussian. Bilinear; outside the view its edge is repeated.
///
/// The reference gives the strength as a factor of 991 on noise in ±1 that is smoothed with a sigma
/// of 8 along three axes, which is a standard deviation of 3.8 voxels. Here the deviation is
/// stated, so that views of other sizes, and of a depth of 1, are bent as much.
///
/// @param seed of the displacements
/// @param shift their standard deviation, voxels; 0: none
/// @param sigma of the smoothing, voxels
record ElasticDraw(long seed, double shift, double sigma) {
  /// Memory that is taken when the first view is bent.
  static final class Scratch {
    private float[] x = {};
    private float[] y = {};
    private float[] plane = {};
    private BlurDraw.Scratch blurring;
    private Size3 size;

    private void prepare(Size3 wanted, double sigma) {
      if (!wanted.equals(size)) {
        x = new float[wanted.voxels()];
        y = new float[wanted.voxels()];
        plane = new float[wanted.h() * wanted.w()];
        blurring = new BlurDraw.Scratch(sigma, wanted);
        size = wanted;
      }
    }
  }

  static ElasticDraw draw(ViewsConfig views, ViewRandom random) {
    return new ElasticDraw(
        random.nextLong(), views.perturb().elasticShift(), views.perturb().elasticSigma());
  }

  /// Bends `voxels` `[D, H, W]` in place.
  void apply(float[] voxels, Size3 size, Scratch scratch) {
    if (shift == 0) {
      return;
    }
    scratch.prepare(size, sigma);
    ViewRandom random = new ViewRandom(seed);
    displacements(random, size, scratch, scratch.x);
    displacements(random, size, scratch, scratch.y);
    int w = size.w();
    int area = size.h() * w;
    for (int from = 0; from < size.voxels(); from += area) {
      System.arraycopy(voxels, from, scratch.plane, 0, area);
      for (int i = 0; i < area; i++) {
        float x = clamp(i % w + scratch.x[from + i], w - 1);
        float y = clamp(i / w + scratch.y[from + i], size.h() - 1);
        voxels[from + i] = bilinear(scratch.plane, size, x, y);
      }
    }
  }

  private void displacements(ViewRandom random, Size3 size, Scratch scratch, float[] out) {
    for (int i = 0; i < size.voxels(); i++) {
      out[i] = (float) random.uniform(-1, 1);
    }
    new BlurDraw(sigma, sigma, sigma).apply(out, size, scratch.blurring);
    double deviation =
        Math.sqrt(1 / 3.0)
            * smoothed(sigma, size.d())
            * smoothed(sigma, size.h())
            * smoothed(sigma, size.w());
    float factor = (float) (shift / deviation);
    for (int i = 0; i < size.voxels(); i++) {
      out[i] *= factor;
    }
  }

  /// What smoothing along an axis leaves of the deviation of white noise, all its voxels together.
  static double smoothed(double sigma, int extent) {
    float[] kernel = BlurDraw.kernel(sigma);
    double sum = 0;
    for (int at = 0; at < extent; at++) {
      double[] weights = new double[extent];
      for (int i = 1 - kernel.length; i < kernel.length; i++) {
        weights[BlurDraw.mirror(at + i, extent)] += kernel[Math.abs(i)];
      }
      for (double weight : weights) {
        sum += weight * weight;
      }
    }
    return Math.sqrt(sum / extent);
  }

  private static float clamp(float position, int last) {
    return Math.clamp(position, 0f, (float) last);
  }

  private static float bilinear(float[] plane, Size3 size, float x, float y) {
    int x0 = (int) x;
    int y0 = (int) y;
    int x1 = Math.min(x0 + 1, size.w() - 1);
    int y1 = Math.min(y0 + 1, size.h() - 1);
    float wx = x - x0;
    float wy = y - y0;
    float above = plane[y0 * size.w() + x0] * (1 - wx) + plane[y0 * size.w() + x1] * wx;
    float below = plane[y1 * size.w() + x0] * (1 - wx) + plane[y1 * size.w() + x1] * wx;
    return above * (1 - wy) + below * wy;
  }
}

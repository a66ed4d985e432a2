package org.cdssl.view;

import org.cdssl.config.Range;
import org.cdssl.config.Size3;

/// In the plane either a blur, or a sharpening x + α (x − G(x)) of the somewhat blurred view x, G a
/// further blur (vox2vec, METHOD D.5).
///
/// @param sigma of the blur, or of the first blur of the sharpening, voxels
/// @param strength α; 0: only the blur
record SharpnessDraw(double sigma, double strength) {
  /// σ of G, voxels.
  static final double SECOND_SIGMA = 0.5;

  /// One as often as the other.
  static SharpnessDraw draw(Range blur, Range sharpen, Range strength, ViewRandom random) {
    return random.chance(0.5)
        ? new SharpnessDraw(random.uniform(blur.min(), blur.max()), 0)
        : new SharpnessDraw(
            random.uniform(sharpen.min(), sharpen.max()),
            random.uniform(strength.min(), strength.max()));
  }

  /// Changes `voxels` `[D, H, W]` in place; `copy` is scratch of the same length.
  void apply(float[] voxels, Size3 size, BlurDraw.Scratch scratch, float[] copy) {
    new BlurDraw(sigma, sigma, 0).apply(voxels, size, scratch);
    if (strength == 0) {
      return;
    }
    int count = size.voxels();
    System.arraycopy(voxels, 0, copy, 0, count);
    new BlurDraw(SECOND_SIGMA, SECOND_SIGMA, 0).apply(copy, size, scratch);
    float a = (float) strength;
    for (int i = 0; i < count; i++) {
      voxels[i] += a * (voxels[i] - copy[i]);
    }
  }
}

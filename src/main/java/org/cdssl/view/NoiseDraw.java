package org.cdssl.view;

import org.cdssl.config.Range;
import org.cdssl.config.ViewsConfig;

/// Additive Gaussian noise of mean 0 (METHOD B.3).
///
/// @param seed of the noise itself
/// @param sigma its standard deviation, on the [0,1] intensity scale
public record NoiseDraw(long seed, float sigma) {
  static NoiseDraw draw(ViewsConfig views, ViewRandom random) {
    return draw(new Range(0, views.noiseSigma()), random);
  }

  static NoiseDraw draw(Range sigma, ViewRandom random) {
    return new NoiseDraw(random.nextLong(), (float) random.uniform(sigma.min(), sigma.max()));
  }

  /// Adds it to the first `count` voxels.
  public void apply(float[] voxels, int count) {
    Gaussian.add(new ViewRandom(seed), sigma, voxels, count);
  }
}

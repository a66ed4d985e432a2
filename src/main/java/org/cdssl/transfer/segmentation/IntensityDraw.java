package org.cdssl.transfer.segmentation;

import org.cdssl.config.PatchAugmentationConfig;
import org.cdssl.view.GammaDraw;
import org.cdssl.view.NoiseDraw;
import org.cdssl.view.ViewRandom;

/// Changes of a patch's intensities, in this order: gamma, brightness, noise. Each is drawn for its
/// share of the patches.
///
/// @param gamma null: left alone
/// @param brightness factor; 1 leaves it alone
/// @param noise null: none
record IntensityDraw(GammaDraw gamma, float brightness, NoiseDraw noise) {

  static IntensityDraw draw(PatchAugmentationConfig augmentation, ViewRandom random) {
    double share = augmentation.intensityShare();
    GammaDraw gamma =
        random.chance(share)
            ? new GammaDraw(
                (float) StrictMath.exp(random.uniform(-augmentation.gamma(), augmentation.gamma())))
            : null;
    float brightness =
        random.chance(share)
            ? (float) random.uniform(1 - augmentation.brightness(), 1 + augmentation.brightness())
            : 1;
    NoiseDraw noise =
        random.chance(share)
            ? new NoiseDraw(random.nextLong(), (float) random.uniform(0, augmentation.noiseSigma()))
            : null;
    return new IntensityDraw(gamma, brightness, noise);
  }

  /// @param intensities in [0, 1]; what comes out may leave it
  void apply(float[] intensities) {
    if (gamma != null) {
      gamma.apply(intensities, intensities.length);
    }
    if (brightness != 1) {
      for (int i = 0; i < intensities.length; i++) {
        intensities[i] *= brightness;
      }
    }
    if (noise != null) {
      noise.apply(intensities, intensities.length);
    }
  }
}

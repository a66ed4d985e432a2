package org.cdssl.view;

import org.cdssl.config.PseudoVolumeConfig;
import org.cdssl.config.Size3;
import org.cdssl.image.CropResize;
import org.cdssl.image.PreparedImage;
import org.cdssl.pseudo3d.SampledPseudoVolume;
import org.cdssl.pseudo3d.Window;

/// The whole image as one network input, always the same: what features of an image are taken from.
///
/// A volume is resized to the input; a flat image is resized to the side of the pseudo-3D crops and
/// goes through the transform. Normalised as in training; a constant image becomes zeros. Keeps its
/// scratch memory, so one instance a thread.
public final class WholeView {
  private final Size3 size;
  private final int side;
  private final float[] pixels;
  private final CropResize resize;
  private final SampledPseudoVolume pseudoVolume;
  private final CropSampler sampler = new CropSampler();

  /// @param size of the network input
  public WholeView(Size3 size, PseudoVolumeConfig pseudo3d) {
    this.size = size;
    side = pseudo3d.imageSize();
    pixels = new float[side * side];
    resize = new CropResize(side, side);
    pseudoVolume = new SampledPseudoVolume(side, side, Window.of(pseudo3d), size, pseudo3d.depth());
  }

  public Size3 size() {
    return size;
  }

  /// `[D, H, W]`, mean 0 and unbiased std 1.
  public float[] of(PreparedImage image) {
    float[] out = new float[size.voxels()];
    if (image.flat()) {
      resize.apply(image, 0, 0, image.nx(), image.ny(), pixels, 0);
      pseudoVolume.sample(pixels, out, 0);
    } else {
      sampler.sample(image, Box.of(image), size, out);
    }
    if (Normalisation.isConstant(out, out.length)) {
      java.util.Arrays.fill(out, 0);
    } else {
      Normalisation.apply(out, out.length);
    }
    return out;
  }
}

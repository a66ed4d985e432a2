package org.cdssl.config;

import java.util.List;

/// Random changes of training images; evaluation never sees them. Segmentation has its own.
///
/// @param area least and largest area share of the crop of a 2D image; [1, 1]: the centre crop
/// @param aspect least and largest width/height of that crop
/// @param flip probability of a flip along depth, height, width
/// @param shift shift is drawn from ± this, per axis, voxels of the input
/// @param scale scale is drawn from 1 ± this, per axis
/// @param rotationDegrees rotation is drawn from ± this, about each axis; of a 2D image in its
///   plane
/// @param noiseSigma noise sigma is drawn from 0 to this
/// @param gamma log of the gamma exponent is drawn from ± this
public record AugmentationConfig(
    Range area,
    Range aspect,
    List<Double> flip,
    int shift,
    double scale,
    double rotationDegrees,
    double noiseSigma,
    double gamma) {
  /// No change at all.
  public static final AugmentationConfig NONE =
      new AugmentationConfig(
          new Range(1, 1), new Range(1, 1), List.of(0.0, 0.0, 0.0), 0, 0, 0, 0, 0);
}

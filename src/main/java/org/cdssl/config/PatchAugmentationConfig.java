package org.cdssl.config;

import java.util.List;

/// Random changes of segmentation patches (METHOD E.2); evaluation never sees them.
///
/// @param spatialShare share of patches that are scaled and rotated, [0, 1]
/// @param scale least and largest magnification, the same along all axes
/// @param rotationDegrees rotation is drawn from ± this, about each axis
/// @param flip probability of a flip along depth, height, width
/// @param intensityShare probability of each of the changes below, [0, 1]
/// @param noiseSigma noise sigma is drawn from 0 to this; intensities are in [0, 1]
/// @param gamma log of the gamma exponent is drawn from ± this
/// @param brightness intensities are multiplied by a draw from 1 ± this
public record PatchAugmentationConfig(
    double spatialShare,
    Range scale,
    double rotationDegrees,
    List<Double> flip,
    double intensityShare,
    double noiseSigma,
    double gamma,
    double brightness) {}

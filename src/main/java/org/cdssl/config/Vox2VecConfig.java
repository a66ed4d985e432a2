package org.cdssl.config;

/// vox2vec (METHOD D.5). Strengths are on the [0,1] intensity scale.
///
/// @param voxels at most so many voxel pairs of a sample
/// @param bodyAbove intensity above which a voxel is of the body (0.25 = -500 HU)
/// @param temperature τ of the contrast
/// @param embedding width of a voxel's embedding
/// @param baseWidth channels of the pyramid at full resolution; each level has twice as many
/// @param sharpness probability of an in-plane blur or sharpening, evenly
/// @param blurSigma sigma of that blur, voxels
/// @param sharpenSigma sigma of the first blur of a sharpening, voxels
/// @param sharpenStrength how often the lost detail is added
/// @param noise probability of noise
/// @param noiseSigma its sigma is drawn from 0 to this
/// @param ceiling probability of clipping above
/// @param ceilingAt where that is
public record Vox2VecConfig(
    int voxels,
    double bodyAbove,
    double temperature,
    int embedding,
    int baseWidth,
    double sharpness,
    Range blurSigma,
    Range sharpenSigma,
    Range sharpenStrength,
    double noise,
    double noiseSigma,
    double ceiling,
    Range ceilingAt) {}

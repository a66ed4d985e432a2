package org.cdssl.config;

/// DeSD (METHOD D.4): how its views are made. Heads, teacher and temperatures are those of
/// `pretext.dino`. Strengths are on the [0,1] intensity scale.
///
/// @param superCrop side of the region that both views are cut from, over that of a view
/// @param superDepth the same along the depth
/// @param scale in-plane size of a view's box over `views.globalSize`
/// @param flip probability of a flip, along each axis
/// @param noiseSigma noise sigma is drawn from 0 to this
/// @param blurSigma blur sigma is drawn from this, per axis, voxels
/// @param contrast factor of the distance to the mean
/// @param gamma exponent, of intensities scaled to [0,1] within the view
/// @param probability of noise, contrast and gamma
/// @param blurFirst probability of the blur in the first view
/// @param blurSecond the same in the second view
public record DesdConfig(
    Range superCrop,
    double superDepth,
    Range scale,
    double flip,
    double noiseSigma,
    Range blurSigma,
    Range contrast,
    Range gamma,
    double probability,
    double blurFirst,
    double blurSecond) {}

package org.cdssl.config;

/// Self-discovery of visual words (METHOD D.3): an auto-encoder is trained on whole images, and a
/// word is a place in an image and the same place in the images whose features are nearest.
///
/// @param wholeSize size that whole volumes are shown to the auto-encoder at, HxWxD; of an encoder
///   for views with a depth of 1 the depth must be 1
/// @param steps that the auto-encoder is trained
/// @param batchSize of these steps
/// @param learningRate of these steps, by Adam
/// @param words of each dimension there are images of
/// @param instances images that share a word, the reference image among them; fewer where there are
///   fewer
/// @param cubes cut at each place: one of the size of a view, the others larger or smaller
/// @param cubeScale in-plane size of the others over that of the first
/// @param jitter centres of the others are moved by up to this along each axis, voxels
/// @param border share of the width and height, on each side, in which no place is chosen
/// @param borderDepth the same along the depth
/// @param flatSide side of a place in an X-ray, share of the shorter side
public record DiscoveryConfig(
    Size3 wholeSize,
    int steps,
    int batchSize,
    double learningRate,
    int words,
    int instances,
    int cubes,
    Range cubeScale,
    int jitter,
    double border,
    double borderDepth,
    double flatSide) {}

package org.cdssl.config;

/// How strongly views are perturbed (METHOD D.3). Only methods whose views are so perturbed read
/// it.
///
/// @param elasticShift standard deviation of the in-plane displacement, voxels; 0: none
/// @param elasticSigma sigma of the smoothing of the displacements, voxels
/// @param shuffles boxes within which voxels change places
/// @param shuffleSide largest side of such a box, share of the view
/// @param paintIn sides of the box that noise replaces, share of the view
/// @param paintOut sides of the window around which noise replaces everything, share of the view
public record PerturbConfig(
    double elasticShift,
    double elasticSigma,
    int shuffles,
    double shuffleSide,
    Range paintIn,
    Range paintOut) {}

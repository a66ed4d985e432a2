package org.cdssl.config;

/// Generated images for a grid, below `${PHANTOMS}`: `volumes/` and `xrays/` to pre-train on,
/// `organs.npz` to classify (crops around six organs), `Task90_Phantom/` to segment. All are of
/// different patients.
///
/// @param seed of the patients
/// @param volumes CT volumes to pre-train on; 0: nothing is generated
/// @param xrays radiographs to pre-train on
/// @param size of the volumes, HxWxD
/// @param spacingMm of the volumes
/// @param xraySize side of a radiograph, pixels
/// @param cropPatients patients whose organs are classified; each gives up to six crops
/// @param cropSize side of a crop, voxels
/// @param cases volumes to segment
/// @param caseSize of these, HxWxD
/// @param caseSpacingMm of these
public record PhantomsConfig(
    long seed,
    int volumes,
    int xrays,
    Size3 size,
    double spacingMm,
    int xraySize,
    int cropPatients,
    int cropSize,
    int cases,
    Size3 caseSize,
    double caseSpacingMm) {}

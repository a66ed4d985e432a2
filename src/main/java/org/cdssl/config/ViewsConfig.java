package org.cdssl.config;

import java.util.List;

/// Which crops are made of an image and what is done to them (METHOD A.4, B.1, B.3).
///
/// @param globalSize size of the two global views at the network, HxWxD
/// @param localSize size of the local views at the network, HxWxD
/// @param locals number of local views
/// @param globalShapes crop shapes in voxels that global views of a volume are cut with
/// @param localShapes the same for local views
/// @param minOverlap least intersection over union of the two global boxes of a volume, [0, 1)
/// @param localMargin voxels by which the union box of the two globals is grown for locals
/// @param maxAir a volume crop is drawn again when more than this share is below `airBelow`
/// @param airBelow intensity in [0,1] below which a voxel counts as air (0.05 = -900 HU)
/// @param globalArea least and largest area share of a global crop of an X-ray
/// @param localArea the same for local crops
/// @param aspect least and largest width/height of an X-ray crop
/// @param flip probability of an in-plane flip
/// @param scale affine scale is drawn from 1 ± this, per axis
/// @param rotationDegrees rotation is drawn from ± this, per axis
/// @param blurSigma blur sigma is drawn from 0 to this, per axis, voxels
/// @param noiseSigma noise sigma is drawn from 0 to this
/// @param gamma log of the gamma exponent is drawn from ± this
/// @param swaps number of block swaps in a global view
/// @param swapBlock size of a swapped block, HxWxD
/// @param flat how an X-ray becomes a view: through Eq. 3, or as it is, a crop of
///   `pseudo3d.imageSize` (`localImageSize`) with a depth of 1
/// @param perturb strength of the steps that TransVW corrupts with
public record ViewsConfig(
    Size3 globalSize,
    Size3 localSize,
    int locals,
    List<Size3> globalShapes,
    List<Size3> localShapes,
    double minOverlap,
    int localMargin,
    double maxAir,
    double airBelow,
    Range globalArea,
    Range localArea,
    Range aspect,
    double flip,
    double scale,
    double rotationDegrees,
    double blurSigma,
    double noiseSigma,
    double gamma,
    int swaps,
    Size3 swapBlock,
    InputConfig.Flat flat,
    PerturbConfig perturb) {}

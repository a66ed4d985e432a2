package org.cdssl.config;

/// What the network is shown of an image (METHOD A.4, C.1). Not used by segmentation, which has
/// patches of its own.
///
/// @param size of the tensor, HxWxD. A volume is resized to it trilinearly, unless it has it; a
///   depth of 1 with `flat: plain` feeds a 2D network
/// @param flat how a 2D image becomes a tensor
/// @param shorterSide 2D images are resized to this shorter side before the crop of
///   `pseudo3d.imageSize`, pixels; 0: to `pseudo3d.imageSize`
/// @param normalise what is done to the intensities, which are in [0, 1]
/// @param shapeTransform multiply by a draw from (0, 1) in training and by 0.5 otherwise,
///   MedMNIST's transform for masks; with `zscore` it would have no effect
public record InputConfig(
    Size3 size, Flat flat, int shorterSide, Normalise normalise, boolean shapeTransform) {
  public enum Flat {
    /// Through Eq. 3, then resized to `size`.
    PSEUDO3D,
    /// The crop itself, resized to `size`.
    PLAIN
  }

  public enum Normalise {
    NONE,
    /// (x - mean) / std over the input, as in pre-training.
    ZSCORE
  }
}

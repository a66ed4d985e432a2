package org.cdssl.view;

import org.cdssl.config.Range;

/// How the globals of a sample are cut and turned: what [ViewPlan] holds of it.
public sealed interface Cropping {
  /// Boxes that overlap, each with its own flip and affine; all as `views` of the configuration say
  /// (METHOD B.1, B.3).
  record Overlapping() implements Cropping {}

  /// A region somewhat larger than a view, and in it one box a view, flipped along any axis (DeSD,
  /// METHOD D.4).
  ///
  /// @param region in-plane size of the region over that of a view
  /// @param depth the same along the depth, fixed
  /// @param scale in-plane size of a box over that of a view
  /// @param flip probability, along each axis
  record SuperCrop(Range region, double depth, Range scale, double flip) implements Cropping {}

  /// Boxes of the size of a view around a common voxel of the body, neither resized nor turned, and
  /// pairs of voxels of the first two that show the same place (vox2vec, METHOD D.5).
  ///
  /// @param bodyAbove intensity in [0,1] above which a voxel is of the body
  /// @param pairs at most so many a sample
  record Anchored(double bodyAbove, int pairs) implements Cropping {}

  /// The whole sample, with flip and affine as `views` of the configuration say: the method has cut
  /// its samples out of the images itself (TransVW, METHOD D.3).
  record Whole() implements Cropping {}
}

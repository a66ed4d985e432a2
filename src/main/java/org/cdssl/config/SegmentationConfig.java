package org.cdssl.config;

import java.util.List;

/// Segmentation (METHOD E.2, C.2); used with `task.kind: segmentation`. The source's `spacingMm` is
/// not used, `spacingMm` here is.
///
/// @param patch size of a training patch and of the sliding window, HxWxD
/// @param overlap share by which neighbouring windows overlap, [0, 1)
/// @param mirror whether each window is also shown in its seven mirror images and averaged
/// @param tileBatch windows that go through the network at once
/// @param spacingMm grid that images and masks are resampled to, depth, height, width, mm; empty:
///   the grid of the file
/// @param interpolation of the image; masks take the nearest voxel
/// @param window HU that become -1 and 1 where the source's modality is ct; mr and other images are
///   clipped to their 0.5 and 99.5 percentile, then (x - mean) / std
/// @param decoderNorm normalisation of the decoder; instance suits batches of one or two
/// @param foregroundShare share of training patches that must hold a voxel of a class drawn at
///   random, [0, 1]; the others lie anywhere
/// @param organIncludesTumor judge the first class together with all others, as MOTS counts an
///   organ
/// @param toleranceMm distance up to which two surfaces agree, of the normalised surface distance
/// @param augmentation random changes of training patches
public record SegmentationConfig(
    Size3 patch,
    double overlap,
    boolean mirror,
    int tileBatch,
    List<Double> spacingMm,
    Interpolation interpolation,
    Range window,
    NetworkConfig.Norm decoderNorm,
    double foregroundShare,
    boolean organIncludesTumor,
    double toleranceMm,
    PatchAugmentationConfig augmentation) {

  public enum Interpolation {
    LINEAR,
    /// Catmull-Rom along each axis.
    CUBIC
  }
}

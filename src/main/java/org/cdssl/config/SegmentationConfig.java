package org.cdssl.config;

/// Segmentation (METHOD E.2, C.2); used with `task.kind: segmentation`.
///
/// @param patch size of a training patch and of the sliding window, HxWxD
/// @param overlap share by which neighbouring windows overlap, [0, 1)
public record SegmentationConfig(Size3 patch, double overlap) {}

package org.cdssl.config;

import java.util.List;

/// Labelled images and how they are divided.
///
/// @param sources collections that know labels
/// @param split into training, validation and test part
/// @param labelRatio share of the training part's subjects that is used, (0, 1]
/// @param maxBadFraction the run stops when more than this share of the images cannot be read
/// @param memoryMb images are kept decoded in memory up to this much, MiB
public record LabelledDataConfig(
    List<SourceConfig> sources,
    SplitConfig split,
    double labelRatio,
    double maxBadFraction,
    int memoryMb) {}

package org.cdssl.config;

import java.util.List;

/// Labelled images and how they are divided.
///
/// @param sources collections that know labels
/// @param split what divides the images into parts
/// @param ratio sizes of training, validation and test part where no official split is used
/// @param splitSeed decides which subject goes where and which labels are kept, so that runs of
///   different `seed` see the same parts
/// @param labelRatio share of the training part's subjects that is used, (0, 1]
/// @param maxBadFraction the run stops when more than this share of the images cannot be read
/// @param memoryMb images are kept decoded in memory up to this much, MiB
public record LabelledDataConfig(
    List<SourceConfig> sources,
    Split split,
    List<Integer> ratio,
    long splitSeed,
    double labelRatio,
    double maxBadFraction,
    int memoryMb) {
  public enum Split {
    /// The official one where every image has a part, else by subject.
    AUTO,
    OFFICIAL,
    /// No subject is in two parts.
    SUBJECT,
    /// Each image by itself: subjects leak, figures are too good. For comparison only.
    IMAGE
  }
}

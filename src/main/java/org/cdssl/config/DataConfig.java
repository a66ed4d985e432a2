package org.cdssl.config;

import java.util.List;

/// Where the unlabelled images come from.
///
/// @param sources collections; X-rays and volumes are drawn from two separate pools
/// @param downstream sets that the encoder will be evaluated on; what a source shares with them is
///   left out
/// @param heldOut share of subjects of every source that is kept out of training and scored, [0, 1)
/// @param heldOutMax at most so many held-out images of each dimension are scored
/// @param maxBadFraction the run stops when more than this share of the images cannot be read (a
///   handful is always forgiven)
/// @param memoryMb images are kept decoded in memory up to this much, MiB
/// @param excludeSubjects subjects that are neither trained on nor scored
/// @param cache folder that `prepare` made; images are read from it; empty: from their files
public record DataConfig(
    List<SourceConfig> sources,
    List<Downstream> downstream,
    double heldOut,
    int heldOutMax,
    double maxBadFraction,
    int memoryMb,
    List<String> excludeSubjects,
    @FilePath(optional = true) String cache) {

  /// Images of all subjects are read from their files.
  public DataConfig(
      List<SourceConfig> sources,
      List<Downstream> downstream,
      double heldOut,
      int heldOutMax,
      double maxBadFraction,
      int memoryMb) {
    this(sources, downstream, heldOut, heldOutMax, maxBadFraction, memoryMb, List.of(), "");
  }
}

package org.cdssl.collection;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Part of the labelled training images, for runs with few labels (METHOD E.3: 10, 30, 50, 100 %).
public final class LabelSubset {
  private LabelSubset() {}

  /// The images of a share of the subjects, stratified by source and label. Of one seed, the images
  /// of a smaller share are among those of every larger one. Every stratum keeps at least one
  /// subject.
  ///
  /// @param entries the training part
  /// @param ratio share of the subjects, (0, 1]
  /// @return in the order given
  public static List<ImageEntry> of(List<ImageEntry> entries, double ratio, long seed) {
    if (!(ratio > 0 && ratio <= 1)) {
      throw new IllegalArgumentException("a share is above 0 and at most 1, got " + ratio);
    }
    Set<String> chosen = new HashSet<>();
    for (List<String> subjects : Strata.of(entries, ImageEntry::subject, seed)) {
      int count = (int) Math.max(1, Math.round(ratio * subjects.size()));
      chosen.addAll(subjects.subList(0, count));
    }
    return entries.stream().filter(e -> chosen.contains(e.subject())).toList();
  }
}

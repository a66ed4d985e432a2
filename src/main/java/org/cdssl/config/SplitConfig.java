package org.cdssl.config;

import java.util.List;

/// How labelled images are divided into training, validation and test part (METHOD E, P17).
///
/// @param by what divides them
/// @param ratio sizes of training, validation and test part where no official split is used
/// @param seed decides which subject goes where, and nothing else
/// @param file JSON file that the split is read from where it is there, else made and written to;
///   empty: every run makes and keeps its own
public record SplitConfig(
    By by, List<Integer> ratio, long seed, @FilePath(optional = true) String file) {
  /// 7:1:2, the paper's.
  public static final List<Integer> PAPER_RATIO = List.of(7, 1, 2);

  public enum By {
    /// The official one where every labelled image has a part, else by subject.
    AUTO,
    /// What the collection publishes. Where it has no validation part, that is cut from the
    /// training part by subject.
    OFFICIAL,
    /// No subject is in two parts.
    SUBJECT,
    /// Each image by itself: subjects leak, figures are too good. For comparison only.
    IMAGE
  }

  /// Without a file.
  public SplitConfig(By by, List<Integer> ratio, long seed) {
    this(by, ratio, seed, "");
  }

  public SplitConfig {
    ratio = List.copyOf(ratio);
    if (ratio.size() != 3 || ratio.stream().anyMatch(r -> r < 0) || ratio.getFirst() < 1) {
      throw new IllegalArgumentException(
          "a ratio is three numbers like [7, 1, 2], the first at least 1, got " + ratio);
    }
  }
}

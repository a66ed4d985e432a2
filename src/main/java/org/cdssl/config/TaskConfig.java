package org.cdssl.config;

import java.util.List;

/// What is learnt from the labels (METHOD E).
///
/// @param kind which protocol
/// @param classes names of the classes or findings in the order of the labels; empty: those of the
///   collection. A label outside of them is refused. Of segmentation from label 1 on, without the
///   background
public record TaskConfig(Kind kind, List<String> classes) {
  public enum Kind {
    /// One of several classes: softmax and cross-entropy (E.1).
    CLASSIFICATION,
    /// Any number of findings at once: sigmoids and binary cross-entropy (E.3).
    FINDINGS,
    /// A class for every voxel (E.2); section `segmentation`.
    SEGMENTATION
  }
}

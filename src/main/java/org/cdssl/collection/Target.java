package org.cdssl.collection;

import java.nio.file.Path;
import java.util.List;

/// What is known of an image and a downstream task may learn: nothing for most, a class, a set of
/// findings, or a mask.
public sealed interface Target {
  /// No label; enough for pre-training.
  record None() implements Target {}

  /// One of several classes, counted from 0.
  record ClassIndex(int index) implements Target {
    public ClassIndex {
      if (index < 0) {
        throw new IllegalArgumentException("classes are counted from 0, got " + index);
      }
    }
  }

  /// Any number of findings at once; one entry a finding, in the order of the task's names.
  record Findings(List<Boolean> present) implements Target {
    public Findings {
      present = List.copyOf(present);
    }
  }

  /// A label map on the image's own grid; its voxels are class indices, 0 is background.
  record Mask(Path file) implements Target {}

  /// The absence of a label.
  Target NONE = new None();
}

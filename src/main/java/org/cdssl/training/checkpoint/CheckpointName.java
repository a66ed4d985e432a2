package org.cdssl.training.checkpoint;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Folder name of a checkpoint: `step-00000017`; a second one of the same step is
/// `step-00000017-r2`, so that none is ever written over.
///
/// @param step optimiser steps done, ≥ 0
/// @param revision 1 for the first of its step
record CheckpointName(long step, int revision) implements Comparable<CheckpointName> {
  private static final Pattern FORM = Pattern.compile("step-(\\d{8,18})(?:-r(\\d{1,6}))?");
  private static final Comparator<CheckpointName> ORDER =
      Comparator.comparingLong(CheckpointName::step).thenComparingInt(CheckpointName::revision);

  static Optional<CheckpointName> parse(Path folder) {
    Matcher matcher = FORM.matcher(folder.getFileName().toString());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int revision = matcher.group(2) == null ? 1 : Integer.parseInt(matcher.group(2));
    return Optional.of(new CheckpointName(Long.parseLong(matcher.group(1)), revision));
  }

  /// The name after all that are taken.
  static CheckpointName free(long step, Iterable<CheckpointName> taken) {
    int revision = 1;
    for (CheckpointName name : taken) {
      if (name.step == step) {
        revision = Math.max(revision, name.revision + 1);
      }
    }
    return new CheckpointName(step, revision);
  }

  @Override
  public int compareTo(CheckpointName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "step-%08d".formatted(step) + (revision == 1 ? "" : "-r" + revision);
  }
}

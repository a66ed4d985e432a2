package org.cdssl.training.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// What became of an attempt to write a checkpoint. A full disk is no reason to lose a run, so it
/// is a value to be told about and not an exception.
public sealed interface PublishResult {

  /// The checkpoint is on disk.
  ///
  /// @param folder where
  /// @param bytes of its members
  /// @param seconds it took, retention included
  /// @param warnings old checkpoints that could not be removed; usually empty
  record Published(Path folder, long bytes, double seconds, List<String> warnings)
      implements PublishResult {}

  /// The checkpoint could not be written; earlier ones are as they were.
  ///
  /// @param problem one line: what failed, and what to do
  record Failed(String problem, IOException cause) implements PublishResult {}
}

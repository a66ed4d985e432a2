package org.cdssl.training.checkpoint;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// How much disk the checkpoints of a run will take, to be told before the first step.
///
/// @param bytes at most, counting the one that is being written beside those that are kept
/// @param freeBytes usable now where they will lie
public record DiskNeed(long bytes, long freeBytes) {

  /// @param folder where checkpoints will lie; may not exist yet
  /// @param checkpointBytes one checkpoint
  /// @param totalSteps of the whole run
  /// @param everySteps steps between checkpoints
  public static DiskNeed of(
      Path folder, long checkpointBytes, long totalSteps, long everySteps, Retention retention)
      throws IOException {
    Path existing = folder.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    FileStore store = Files.getFileStore(existing);
    return new DiskNeed(
        estimateBytes(checkpointBytes, totalSteps, everySteps, retention), store.getUsableSpace());
  }

  /// The most bytes at any moment: the last ones, the best, those kept for good, and one in the
  /// making.
  static long estimateBytes(
      long checkpointBytes, long totalSteps, long everySteps, Retention retention) {
    long saves = Math.ceilDiv(totalSteps, everySteps);
    long forGood = retention.keepEverySteps() == 0 ? 0 : totalSteps / retention.keepEverySteps();
    long kept = Math.min(saves, retention.keepLast() + 1 + forGood);
    return Math.multiplyExact(checkpointBytes, kept + 1);
  }

  /// One line for the start of a run.
  public String describe() {
    return String.format(
        Locale.ROOT, "checkpoints: up to %s; free on disk: %s", human(bytes), human(freeBytes));
  }

  /// What to warn of; empty where there is room.
  public Optional<String> warning() {
    return bytes <= freeBytes
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the checkpoints may need %s and the disk has %s free: free some space, or set"
                    + " training.keepLast lower, training.keepEverySteps higher",
                human(bytes),
                human(freeBytes)));
  }

  static String human(long bytes) {
    return bytes >= 1_000_000_000L
        ? String.format(Locale.ROOT, "%.1f GB", bytes / 1e9)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}

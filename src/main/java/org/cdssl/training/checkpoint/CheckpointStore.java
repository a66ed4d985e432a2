package org.cdssl.training.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.cdssl.CdsslException;
import org.cdssl.storage.AtomicFile;
import org.cdssl.storage.DurableFile;
import org.cdssl.storage.Temporaries;

/// The folder `checkpoints/` of a run. One process writes to it; others may read.
///
/// A checkpoint is published by renaming a finished folder, so that a kill at any moment leaves all
/// earlier ones, and it is verified before it is used (promises P1, P2, P5).
public final class CheckpointStore {
  private static final String QUARANTINE = "quarantine";
  private static final String BEST = "best";

  private final Path directory;
  private final Retention retention;
  private final DurableFile.Opener files;

  CheckpointStore(Path directory, Retention retention, DurableFile.Opener files) {
    this.directory = directory;
    this.retention = retention;
    this.files = files;
  }

  /// Opens the store for a run that will write to it: makes the folder where there is none, and
  /// removes what killed runs left half written.
  ///
  /// @param say told of each removal
  public static CheckpointStore open(Path directory, Retention retention, Consumer<String> say)
      throws IOException {
    Files.createDirectories(directory);
    Temporaries.removeStale(directory, say);
    return new CheckpointStore(directory, retention, DurableFile::create);
  }

  /// Writes a checkpoint, then lets old ones go. When it returns {@link PublishResult.Published}
  /// the checkpoint survives a power cut. Every IOException, a full disk first of all, becomes
  /// {@link PublishResult.Failed}: earlier checkpoints are whole and the run can go on.
  ///
  /// @param step optimiser steps done, ≥ 0; a step that is there already gets a second folder
  /// @throws RuntimeException what the writer throws besides, with nothing left behind
  public PublishResult publish(long step, MemberWriter writer) {
    long start = System.nanoTime();
    Path temporary = null;
    try {
      Path target = directory.resolve(CheckpointName.free(step, names()).toString());
      temporary = Temporaries.of(target);
      long bytes = fill(temporary, step, writer);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      DurableFile.forceFolder(directory);
      List<String> warnings = applyRetention();
      return new PublishResult.Published(
          target, bytes, (System.nanoTime() - start) / 1e9, warnings);
    } catch (IOException e) {
      return failed(step, temporary, e);
    } catch (UncheckedIOException e) {
      return failed(step, temporary, e.getCause());
    } catch (RuntimeException | Error e) {
      discard(temporary);
      throw e;
    }
  }

  private long fill(Path temporary, long step, MemberWriter writer) throws IOException {
    if (Files.exists(temporary)) {
      Temporaries.delete(temporary);
    }
    Files.createDirectory(temporary);
    Members members = new Members(temporary, files);
    writer.write(members);
    Manifest manifest = new Manifest(step, members.written());
    members.addManifest(manifest);
    DurableFile.forceFolder(temporary);
    return manifest.members().values().stream().mapToLong(Manifest.Member::bytes).sum();
  }

  private PublishResult failed(long step, Path temporary, IOException cause) {
    String leftover = discard(temporary);
    return new PublishResult.Failed(
        directory
            + ": checkpoint of step "
            + step
            + " was not written ("
            + reason(cause)
            + "); earlier checkpoints are whole; if the disk is full, free some space"
            + leftover,
        cause);
  }

  private static String discard(Path temporary) {
    try {
      if (temporary != null && Files.exists(temporary)) {
        Temporaries.delete(temporary);
      }
      return "";
    } catch (IOException e) {
      return "; " + temporary + " cannot be removed (" + reason(e) + ")";
    }
  }

  /// Keeps the checkpoint of a step whatever comes after, until another is the best.
  ///
  /// @param step of a checkpoint that has been published
  public void markBest(long step) throws IOException {
    AtomicFile.write(directory.resolve(BEST), step + "\n");
  }

  /// The step that {@link #markBest} named last.
  public Optional<Long> bestStep() throws IOException {
    try {
      return Optional.of(Long.parseLong(Files.readString(directory.resolve(BEST)).strip()));
    } catch (NoSuchFileException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private List<String> applyRetention() {
    List<String> warnings = new ArrayList<>();
    try {
      List<CheckpointName> newestFirst = names();
      Optional<Long> best = bestStep();
      for (CheckpointName name :
          newestFirst.subList(
              Math.min(retention.keepLast(), newestFirst.size()), newestFirst.size())) {
        if (!retention.keepsForGood(name.step()) && !best.equals(Optional.of(name.step()))) {
          remove(directory.resolve(name.toString()), warnings);
        }
      }
    } catch (IOException e) {
      warnings.add(directory + ": old checkpoints cannot be listed (" + reason(e) + ")");
    }
    return warnings;
  }

  /// Renamed first, so that a kill half way leaves a temporary and not a damaged checkpoint.
  private static void remove(Path checkpoint, List<String> warnings) {
    Path doomed = Temporaries.of(checkpoint);
    try {
      Files.move(checkpoint, doomed, StandardCopyOption.ATOMIC_MOVE);
      Temporaries.delete(doomed);
    } catch (IOException e) {
      warnings.add(checkpoint + ": old checkpoint cannot be removed (" + reason(e) + ")");
    }
  }

  /// The newest checkpoint that is whole, for going on with a run. Damaged ones are moved to
  /// `quarantine/` and told of.
  ///
  /// @return empty where the run has never written one
  /// @throws CdsslException where there are checkpoints and none is whole: starting again from
  ///   nothing is for the user to ask
  public Optional<Checkpoint> openLatest(Consumer<String> say) throws IOException {
    return newest(say, true);
  }

  /// As {@link #openLatest}, but moves nothing: for those who only look at a run.
  public static Optional<Checkpoint> findLatest(Path directory, Consumer<String> say)
      throws IOException {
    return Files.isDirectory(directory)
        ? new CheckpointStore(directory, new Retention(1, 0), DurableFile::create)
            .newest(say, false)
        : Optional.empty();
  }

  private Optional<Checkpoint> newest(Consumer<String> say, boolean quarantine) throws IOException {
    int damaged = 0;
    for (CheckpointName name : names()) {
      Path folder = directory.resolve(name.toString());
      try {
        Manifest manifest = Manifest.verify(folder, name.step());
        return Optional.of(new Checkpoint(folder, name.step(), manifest.members()));
      } catch (IOException e) {
        if (!Files.exists(folder)) {
          continue; // let go by the run that owns the folder, between listing and reading
        }
        damaged++;
        say.accept("damaged checkpoint: " + reason(e) + setAside(folder, quarantine));
      }
    }
    if (damaged > 0 || Files.exists(directory.resolve(QUARANTINE))) {
      throw CdsslException.data(
          directory
              + ": has only damaged checkpoints (see "
              + QUARANTINE
              + "/); put a whole one back, or begin anew with --from-scratch");
    }
    return Optional.empty();
  }

  private String setAside(Path folder, boolean quarantine) {
    if (!quarantine) {
      return "; taking the one before";
    }
    try {
      return "; moved to "
          + moveInto(directory.resolve(QUARANTINE), folder)
          + ", taking the one before";
    } catch (IOException e) {
      return "; cannot be moved to " + QUARANTINE + "/ (" + reason(e) + "), taking the one before";
    }
  }

  /// Moves all checkpoints, damaged ones too, into a new folder `before-N/`, for a run that is to
  /// begin anew (`--from-scratch`). Nothing is deleted.
  ///
  /// @return the folder, or empty where there was nothing to move
  public Optional<Path> setAllAside() throws IOException {
    List<Path> all = new ArrayList<>();
    for (CheckpointName name : names()) {
      all.add(directory.resolve(name.toString()));
    }
    Stream.of(QUARANTINE, BEST).map(directory::resolve).filter(Files::exists).forEach(all::add);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    int number = 1;
    while (Files.exists(directory.resolve("before-" + number))) {
      number++;
    }
    Path aside = directory.resolve("before-" + number);
    for (Path path : all) {
      moveInto(aside, path);
    }
    return Optional.of(aside);
  }

  private static Path moveInto(Path folder, Path path) throws IOException {
    Files.createDirectories(folder);
    Path target = folder.resolve(path.getFileName());
    for (int copy = 2; Files.exists(target); copy++) {
      target = folder.resolve(path.getFileName() + "." + copy);
    }
    return Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Newest first.
  private List<CheckpointName> names() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .flatMap(entry -> CheckpointName.parse(entry).stream())
          .sorted((a, b) -> b.compareTo(a))
          .toList();
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}

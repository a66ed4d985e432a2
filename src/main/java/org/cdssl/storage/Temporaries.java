package org.cdssl.storage;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Names of things half written, `x.tmp-<pid>`, and their removal once nobody writes them any more.
public final class Temporaries {
  private static final Pattern FORM = Pattern.compile(".+\\.tmp-(\\d{1,18})");

  /// File times are coarser than process times, and clocks are set.
  private static final Duration CLOCK_SLACK = Duration.ofSeconds(5);

  private Temporaries() {}

  public static Path of(Path target) {
    return target.resolveSibling(target.getFileName() + ".tmp-" + ProcessHandle.current().pid());
  }

  /// Removes what dead processes left behind.
  public static void removeStale(Path folder, Consumer<String> say) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.sorted().toList()) {
        Matcher matcher = FORM.matcher(entry.getFileName().toString());
        if (matcher.matches() && isAbandoned(entry, Long.parseLong(matcher.group(1)))) {
          try {
            delete(entry);
            say.accept(entry + ": left half written by an earlier run, removed");
          } catch (IOException e) {
            say.accept(entry + ": left half written, cannot be removed (" + e + ")");
          }
        }
      }
    }
  }

  /// Its process is gone, or the number now belongs to a process that started later: in containers
  /// every run may have the same number.
  private static boolean isAbandoned(Path entry, long pid) throws IOException {
    Optional<ProcessHandle> owner = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (owner.isEmpty()) {
      return true;
    }
    try {
      Instant touched = Files.getLastModifiedTime(entry).toInstant();
      return owner
          .get()
          .info()
          .startInstant()
          .map(start -> touched.isBefore(start.minus(CLOCK_SLACK)))
          .orElse(false);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /// Deletes a file or a folder with all in it; links are not followed.
  public static void delete(Path path) throws IOException {
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
            if (e != null) {
              throw e;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}

package org.cdssl.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cdssl.storage.DurableFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real kills and a real kernel that refuses to write (P1, P5).
class CheckpointCrashTest {
  /// Children killed; `-Dcdssl.kills=200` for a longer look.
  private static final int KILLS = Integer.getInteger("cdssl.kills", 20);

  private static final long SEED = Long.getLong("cdssl.seed", System.nanoTime());

  @TempDir Path folder;

  private static List<String> java(Path folder, int number, int bytes) {
    return List.of(
        ProcessHandle.current().info().command().orElseThrow(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
        "-cp",
        classPath(),
        PublishingChild.class.getName(),
        folder.toString(),
        Integer.toString(number),
        Integer.toString(bytes));
  }

  /// Only what the child needs: a short path starts sooner.
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> Files.isDirectory(Path.of(entry)) || entry.contains("jackson"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void killedAtRandomMomentsThereIsAlwaysAWholeCheckpointNoOlderThanTheLastTold() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    long told = 0;
    int halfWritten = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Process child =
          new ProcessBuilder(java(folder, Integer.MAX_VALUE, 1 << 20))
              .redirectError(Redirect.DISCARD)
              .start();
      try (BufferedReader output = child.inputReader()) {
        assertThat(output.readLine()).startsWith("ready");
        if (random.nextInt(4) > 0) {
          told = published(output.readLine()); // past the slow first one of a cold process
        }
        Thread.sleep(random.nextInt(60));
        child.toHandle().destroyForcibly(); // by its handle, which leaves the output to be read
        child.waitFor();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          told = published(line);
        }
      }
      halfWritten += temporaries() > 0 ? 1 : 0;
      List<String> said = new ArrayList<>();
      CheckpointStore store = CheckpointStore.open(folder, new Retention(2, 0), line -> {});
      long latest = store.openLatest(said::add).map(Checkpoint::step).orElse(0L);
      assertThat(latest).as("kill %d of seed %d", kill, SEED).isGreaterThanOrEqualTo(told);
      assertThat(said).as("kill %d of seed %d", kill, SEED).isEmpty();
      assertThat(temporaries()).isZero();
      verifyAll();
    }
    System.out.printf(
        "seed %d: %d kills, %d of them inside a save, %d checkpoints told%n",
        SEED, KILLS, halfWritten, told);
    assertThat(told).as("checkpoints published in all").isPositive();
    assertThat(halfWritten).as("kills inside a save").isPositive();
  }

  /// The older ones too: a kill may have come while they were let go.
  private void verifyAll() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        Manifest.verify(entry, CheckpointName.parse(entry).orElseThrow().step());
      }
    }
  }

  private static long published(String line) {
    assertThat(line).startsWith("published ");
    return Long.parseLong(line.substring("published ".length()));
  }

  private long temporaries() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(entry -> entry.toString().contains(".tmp-")).count();
    }
  }

  @Test
  void whenTheKernelRefusesToWriteTheRunGoesOnAndThePreviousCheckpointIsWhole() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX shell for its file limit");
    new CheckpointStore(folder, new Retention(2, 0), DurableFile::create)
        .publish(7, members -> members.add("state.json", "{}"));
    // a file size limit needs no rights, and ends in short writes and EFBIG as a full disk in
    // ENOSPC
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -f 1000; exec \"$@\""));
    command.add("sh");
    command.addAll(java(folder, 2, 3_000_000));
    Process child = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
    List<String> lines = child.inputReader().lines().toList();
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isZero();
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst()).isEqualTo("ready 7");
    assertThat(lines.subList(1, 3))
        .allSatisfy(line -> assertThat(line).startsWith("failed ").contains("step 8"));
    assertThat(temporaries()).isZero();
    assertThat(CheckpointStore.findLatest(folder, System.err::println).orElseThrow().step())
        .isEqualTo(7);
  }
}

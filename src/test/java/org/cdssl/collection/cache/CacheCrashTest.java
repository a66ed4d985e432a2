package org.cdssl.collection.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real kills, real signals and two real processes.
class CacheCrashTest {
  /// Children killed; `-Dcdssl.kills=20` for a longer look.
  private static final int KILLS = Integer.getInteger("cdssl.kills", 4);

  private static final long SEED = Long.getLong("cdssl.seed", System.nanoTime());
  private static final int VOLUMES = 8;
  private static final int XRAYS = 24;

  @TempDir Path folder;
  private TestCollection collection;
  private Path out;
  private Map<String, String> straight;

  @BeforeEach
  void prepareStraight() throws IOException {
    collection = TestCollection.in(folder.resolve("data"), VOLUMES, XRAYS);
    out = folder.resolve("cache");
    collection.prepare(folder.resolve("straight"));
    straight = TestCollection.hashes(folder.resolve("straight"));
  }

  private Process start() throws IOException {
    // only what the child needs: a short path starts sooner
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(e ->
                Files.isDirectory(Path.of(e)) || e.matches(".*(hash4j|jackson|snakeyaml|zstd).*"))
            .collect(Collectors.joining(File.pathSeparator));
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx256m",
            "-cp",
            classPath,
            PreparingChild.class.getName(),
            collection.folder().resolve("my.yaml").toString(),
            out.toString())
        .redirectError(Redirect.DISCARD)
        .start();
  }

  private long shards() throws IOException {
    if (!Files.exists(out.resolve("shards"))) {
      return 0;
    }
    try (var files = Files.list(out.resolve("shards"))) {
      return files.filter(f -> f.toString().endsWith(".shard")).count();
    }
  }

  private long whole() {
    return straight.keySet().stream().filter(n -> n.endsWith(".shard")).count();
  }

  @Test
  void killedAtRandomMomentsAndResumedItEndsWithTheSameHashes() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    int inTheMiddle = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      long before = shards();
      long until = Math.min(whole() - 1, before + random.nextInt(3));
      Process child = start();
      // some shards further, then a moment more: inside the next one, mostly
      while (child.isAlive() && shards() < until) {
        Thread.sleep(2);
      }
      Thread.sleep(random.nextInt(30));
      boolean alive = child.isAlive();
      child.destroyForcibly();
      child.waitFor();
      inTheMiddle += alive && shards() < whole() ? 1 : 0;
      try (var files = Files.exists(out) ? Files.walk(out) : Stream.<Path>empty()) {
        for (Path file : files.filter(f -> f.toString().endsWith(".shard")).toList()) {
          assertThat(Shard.open(file).verify()).as("seed %d: %s", SEED, file).isTrue();
        }
      }
    }
    Process last = start();
    List<String> lines = last.inputReader().lines().toList();
    assertThat(last.waitFor()).isZero();
    assertThat(lines.getLast()).startsWith("prepared ");
    assertThat(TestCollection.hashes(out)).as("seed %d", SEED).isEqualTo(straight);
    System.out.printf("seed %d: %d kills, %d before the end%n", SEED, KILLS, inTheMiddle);
    assertThat(inTheMiddle).as("kills before the end").isPositive();
  }

  @Test
  void twoProcessesAtOnceShareTheWorkAndEndWithOneCache() throws Exception {
    List<Process> both = List.of(start(), start());
    List<Long> prepared = new ArrayList<>();
    for (Process child : both) {
      try (BufferedReader output = child.inputReader()) {
        String last = output.lines().toList().getLast();
        assertThat(last).startsWith("prepared ");
        prepared.add(Long.parseLong(last.substring("prepared ".length())));
      }
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).isZero();
    }
    assertThat(TestCollection.hashes(out)).isEqualTo(straight);
    assertThat(prepared.get(0) + prepared.get(1))
        .as("no image is prepared twice")
        .isEqualTo(2 * VOLUMES + XRAYS);
  }

  @Test
  void aSignalStopsItAndNothingHalfWrittenIsLeft() throws Exception {
    Process child = start();
    while (child.isAlive() && shards() < 1) {
      Thread.sleep(2);
    }
    long asked = System.nanoTime();
    new ProcessBuilder("kill", "-TERM", Long.toString(child.pid())).start().waitFor();
    List<String> lines = child.inputReader().lines().toList();
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    double seconds = (System.nanoTime() - asked) * 1e-9;
    assertThat(lines.getLast()).isIn("stopped", "prepared " + (2 * VOLUMES + XRAYS));
    assertThat(seconds).as("on a busy machine").isLessThan(10);
    try (var files = Files.list(out.resolve("shards"))) {
      assertThat(files.filter(f -> f.toString().endsWith(".tmp"))).isEmpty();
    }
  }
}

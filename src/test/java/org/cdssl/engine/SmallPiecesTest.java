package org.cdssl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SmallPiecesTest {
  /// Only what the child needs: a short path starts sooner.
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> Files.isDirectory(Path.of(entry)))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /// Resident bytes of [SteppingChild], with the heap as the launcher sets it.
  private static long resident(boolean reserve) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                SteppingChild.class.getName(),
                Boolean.toString(reserve))
            .redirectError(Redirect.DISCARD);
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    builder.environment().put("MALLOC_MMAP_MAX_", "0");
    builder.environment().put("MALLOC_TRIM_THRESHOLD_", Long.toString(1L << 34));
    builder
        .environment()
        .put("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0:glibc.malloc.mxfast=0");
    Process child = builder.start();
    String told = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).isZero();
    return Long.parseLong(told.strip());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void smallThingsThatStayDoNotSplitWhatAStepFrees() throws Exception {
    long with = resident(true);
    long without = resident(false);
    // a step takes 200 MB; what is set aside takes 60 MB
    assertThat(with).isLessThan(without - (100L << 20));
  }
}

package org.cdssl.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.cdssl.CdsslException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopFlagTest {
  /// More than a busy machine needs for what should be at once, less than the long step.
  private static final Duration AT_ONCE = Duration.ofSeconds(10);

  private static final long LONG_STEP_MILLIS = 60_000;

  @TempDir Path folder;

  /// What a child did after the signals.
  private record End(int exitCode, Duration after, List<String> lines) {}

  /// Starts a child, sends it signals as soon as it is ready, and waits for its end.
  private End run(Path state, long stepMillis, long limitMillis, String... signals)
      throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                StoppableChild.class.getName(),
                state.toString(),
                Long.toString(stepMillis),
                Long.toString(limitMillis))
            .redirectError(Redirect.DISCARD)
            .start();
    try (BufferedReader output = child.inputReader()) {
      String ready = output.readLine();
      assertThat(ready).startsWith("ready");
      for (String signal : signals) {
        assumeTrue(ready.contains(signal), "this process was started to ignore SIG" + signal);
      }
      long start = System.nanoTime();
      List<String> lines = new ArrayList<>();
      for (String signal : signals) {
        new ProcessBuilder("kill", "-" + signal, Long.toString(child.pid())).start().waitFor();
        lines.add(output.readLine());
      }
      assertThat(child.waitFor(90, TimeUnit.SECONDS)).isTrue();
      Duration after = Duration.ofNanos(System.nanoTime() - start);
      lines.addAll(output.lines().toList());
      return new End(child.exitValue(), after, lines);
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void aTerminatedRunFinishesItsStepSavesAndEndsIn143() throws Exception {
    Path state = folder.resolve("state");
    End end = run(state, 300, 60_000, "TERM");
    assertThat(end.lines().getFirst()).startsWith("SIGTERM: finishing this step");
    assertThat(end.lines().getLast()).startsWith("stopped on request: step");
    assertThat(state).exists();
    assertThat(end.exitCode()).isEqualTo(143);
    assertThat(end.after()).isLessThan(AT_ONCE);
  }

  @Test
  void anInterruptedRunEndsIn143Too() throws Exception {
    Path state = folder.resolve("state");
    End end = run(state, 300, 60_000, "INT");
    assertThat(state).exists();
    assertThat(end.exitCode()).isEqualTo(143);
  }

  @Test
  void aSecondSignalEndsTheRunAtOnceWithoutSayingSaved() throws Exception {
    Path state = folder.resolve("state");
    End end = run(state, LONG_STEP_MILLIS, LONG_STEP_MILLIS, "TERM", "TERM");
    assertThat(end.lines().get(1)).startsWith("SIGTERM again: ending at once");
    assertThat(state).doesNotExist();
    assertThat(end.exitCode()).isEqualTo(1);
    assertThat(end.after()).isLessThan(AT_ONCE);
  }

  @Test
  void aStepThatTakesTooLongIsEndedAtTheLimit() throws Exception {
    Path state = folder.resolve("state");
    End end = run(state, LONG_STEP_MILLIS, 300, "TERM");
    assertThat(end.lines().getLast()).startsWith("not saved within");
    assertThat(state).doesNotExist();
    assertThat(end.exitCode()).isEqualTo(1);
    assertThat(end.after()).isLessThan(AT_ONCE);
  }

  @Test
  void aRequestFromTheProgramRaisesTheFlagOnce() {
    List<String> said = new ArrayList<>();
    try (StopFlag stop = StopFlag.install(Duration.ofMinutes(1), said::add)) {
      assertThat(stop.requested()).isFalse();
      stop.request("rank 1");
      stop.request("rank 2");
      assertThat(stop.requested()).isTrue();
      assertThat(said).hasSize(1);
      assertThat(stop.stopped("step 3").kind()).isEqualTo(CdsslException.Kind.STOPPED);
      assertThat(stop.stopped("step 3").kind().exitCode()).isEqualTo(143);
    }
  }
}

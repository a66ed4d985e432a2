package org.cdssl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.cdssl.CdsslException;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.Pretexts;
import org.cdssl.pretext.ViewTensors;
import org.cdssl.training.RunFolder.Mode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A run that is interrupted in any way and resumed is the uninterrupted run to the bit: weights,
/// buffers, Adam, guards, metrics (P3, P6, P10).
class ResumeTest {
  @TempDir static Path folder;

  private static TinyRun tiny;
  private static final Map<String, Map<String, String>> STRAIGHT = new HashMap<>();

  @BeforeAll
  static void writeImages() throws Exception {
    tiny = TinyRun.in(folder, 8, 8);
  }

  /// Bits of the run that nobody interrupts, with one worker.
  private static Map<String, String> straight(String precision, long steps) throws Exception {
    String name = "straight-" + precision + "-" + steps;
    if (!STRAIGHT.containsKey(name)) {
      tiny.train(name, steps, "training.precision=" + precision);
      STRAIGHT.put(name, tiny.bits(name));
    }
    return STRAIGHT.get(name);
  }

  @ParameterizedTest
  @CsvSource({"float32, 1", "float32, 2", "bfloat16, 1", "bfloat16, 2"})
  void seventeenStepsAndTwentyThreeMoreAreFortySteps(String precision, int workers)
      throws Exception {
    String[] overrides = {"training.precision=" + precision, "training.workers=" + workers};
    String out = "resumed-" + precision + "-" + workers;
    assertThat(tiny.train(out, 17, overrides).step()).isEqualTo(17);
    assertThat(tiny.resume(out, 40, overrides).step()).isEqualTo(40);
    assertThat(tiny.said()).contains("resuming after step 17");
    assertThat(tiny.bits(out)).isEqualTo(straight(precision, 40));
  }

  @Test
  void theSameSeedGivesTheSameBitsAndAnotherSeedOthers() throws Exception {
    Map<String, String> first = straight("float32", 40);
    tiny.train("again", 40);
    assertThat(tiny.bits("again")).isEqualTo(first);
    tiny.train("other-seed", 40, "seed=1");
    Map<String, String> other = tiny.bits("other-seed");
    for (String part : List.of("model.safetensors", "optimizer.safetensors", "metrics.jsonl")) {
      assertThat(other.get(part)).as(part).isNotEqualTo(first.get(part));
    }
  }

  @Test
  void aKilledProcessIsResumedFromItsLastCheckpointToTheSameBits() throws Exception {
    Process child =
        tiny.cdssl("pretrain", tiny.config().toString(), "--out", tiny.path("killed").toString());
    tiny.awaitStep("killed", 17, child);
    child.destroyForcibly();
    assertThat(child.waitFor()).isEqualTo(128 + 9);
    long logged = TinyRun.lastStep(tiny.path("killed/metrics.jsonl"));
    assertThat(tiny.latest("killed").step() % 7).as("no checkpoint was made on the way out").isZero();
    long end = Math.max(40, logged + 1);
    tiny.resume("killed", end);
    assertThat(tiny.bits("killed")).isEqualTo(straight("float32", end));
  }

  @Test
  void aTerminatedProcessSavesEndsIn143AndIsResumedToTheSameBits() throws Exception {
    Process child =
        tiny.cdssl("pretrain", tiny.config().toString(), "--out", tiny.path("stopped").toString());
    tiny.awaitStep("stopped", 17, child);
    new ProcessBuilder("kill", "-TERM", Long.toString(child.pid())).start().waitFor();
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).as(Files.readString(tiny.path("child.log"))).isEqualTo(143);
    long saved = tiny.latest("stopped").step();
    assertThat(TinyRun.lastStep(tiny.path("stopped/metrics.jsonl")))
        .as("the last step that was taken is the one that was saved")
        .isEqualTo(saved);
    assertThat(tiny.path("child.log")).content().contains("--resume").contains("step " + saved);
    long end = Math.max(40, saved + 1);
    tiny.resume("stopped", end);
    assertThat(tiny.bits("stopped")).isEqualTo(straight("float32", end));
  }

  @Test
  void aRunThatIsStoppedWhileItScoresMakesUpForTheScore() throws Exception {
    Map<String, String> straight = straight("float32", 40);
    CdsslException stopped =
        catchThrowableOfType(
            CdsslException.class,
            () ->
                tiny.train(
                    "scoring",
                    40,
                    Mode.fresh(),
                    (config, compute) ->
                        new HookedPretext(Pretexts.of(config, compute)) {
                          @Override
                          void beforeLoss(ViewTensors views, Moment moment) {
                            if (moment.step() == 9) { // step 10 is scored
                              tiny.stop().request("test");
                            }
                          }
                        }));
    assertThat(stopped.kind()).isEqualTo(CdsslException.Kind.STOPPED);
    tiny.resume("scoring", 40);
    assertThat(tiny.bits("scoring")).isEqualTo(straight);
  }
}

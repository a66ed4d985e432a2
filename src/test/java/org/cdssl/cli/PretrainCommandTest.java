package org.cdssl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.cdssl.training.TinyRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainCommandTest {
  @TempDir Path folder;

  private TinyRun tiny;

  private record Outcome(int code, String err) {}

  @BeforeEach
  void writeImages() throws IOException {
    tiny = TinyRun.in(folder, 4, 4);
  }

  private Outcome pretrain(Object... arguments) {
    PrintStream before = System.err;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      int code =
          Main.run(
              Stream.concat(
                      Stream.of("pretrain", tiny.config(), "--out", tiny.path("run")),
                      Arrays.stream(arguments))
                  .map(Object::toString)
                  .toArray(String[]::new));
      return new Outcome(code, err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }

  @Test
  void allMistakesOfAConfigurationAreToldAtOnceWithTheirLines() throws IOException {
    Files.writeString(
        tiny.config(),
        """
        extends: tiny.yaml
        data:
          sources:
            - {name: ct, path: volumes, dimension: 3d, modality: ct}
        training:
          batchSise: 8
          learningRate: fast
        pseudo3d:
          imageSize: 64
          window: 65
        """);
    Outcome outcome = pretrain();
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("my.yaml:6: training.batchSise")
        .contains("my.yaml:7: training.learningRate")
        .contains("my.yaml:10: pseudo3d.window");
    assertThat(tiny.path("run")).doesNotExist();
  }

  @Test
  void aConfigurationThatIsNotThereIsNamed() throws IOException {
    Files.delete(tiny.config());
    Outcome outcome = pretrain();
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("my.yaml: no such file").doesNotContain("data.sources");
  }

  @Test
  void aFolderThatHoldsARunIsOnlyTouchedWhenAskedTo() throws IOException {
    assertThat(pretrain("--stop-after", 3).code()).isZero();
    byte[] metrics = Files.readAllBytes(tiny.path("run/metrics.jsonl"));
    Outcome again = pretrain("--stop-after", 4);
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("holds a run already").contains("--resume").hasLineCount(1);
    assertThat(tiny.path("run/metrics.jsonl")).hasBinaryContent(metrics);

    Files.delete(tiny.path("run/metrics.jsonl"));
    assertThat(pretrain("--stop-after", 4).code())
        .as("checkpoints alone are a run too")
        .isEqualTo(2);
    Files.write(tiny.path("run/metrics.jsonl"), metrics);

    assertThat(pretrain("--resume", "--from-scratch").code()).isEqualTo(2);
    Outcome anew = pretrain("--from-scratch", "--stop-after", 1);
    assertThat(anew.code()).isZero();
    Path aside = tiny.path("run/checkpoints/before-1");
    assertThat(anew.err()).contains("the earlier run is in " + aside);
    assertThat(aside.resolve("metrics.jsonl")).hasBinaryContent(metrics);
    assertThat(aside.resolve("encoder.safetensors")).exists();
    assertThat(aside.resolve("step-00000003")).exists();
    assertThat(tiny.path("run/checkpoints/step-00000001")).exists();
  }

  @Test
  void aResumeWithAnotherConfigurationIsRefusedUnlessEachChangeIsAllowed() throws IOException {
    assertThat(pretrain("--stop-after", 2).code()).isZero();
    Object[] changes = {
      "--resume",
      "--stop-after",
      3,
      "--set",
      "training.learningRate=0.5",
      "--threads",
      2,
      "--seed",
      "0"
    };
    Outcome refused = pretrain(changes);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("--allow-change")
        .contains("  training.learningRate: 0.001 -> 0.5")
        .contains("  training.threads: 1 -> 2")
        .doesNotContain("seed");
    assertThat(tiny.path("run/checkpoints/step-00000003")).doesNotExist();

    Outcome less = pretrain(with(changes, "--allow-change", "training.threads"));
    assertThat(less.code()).isEqualTo(2);
    assertThat(less.err()).contains("  training.learningRate: ").doesNotContain("threads");
    Outcome allowed =
        pretrain(
            "--resume",
            "--stop-after",
            3,
            "--set",
            "training.learningRate=0.5",
            "--allow-change",
            "training.learningRate");
    assertThat(allowed.code()).as(allowed.err()).isZero();
    assertThat(tiny.path("run/config.yaml")).content().contains("learningRate: 0.5");
    assertThat(tiny.path("run/checkpoints/step-00000003")).exists();
  }

  @Test
  void aResumeOnOtherImagesIsRefused() throws IOException {
    assertThat(pretrain("--stop-after", 2).code()).isZero();
    Files.delete(tiny.path("xrays/x0.png"));
    Outcome refused = pretrain("--resume", "--stop-after", 3);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("  data: ");
    assertThat(pretrain("--resume", "--stop-after", 3, "--allow-change", "data").code()).isZero();
  }

  @Test
  void aResumeOfNothingBeginsAtTheFirstStep() {
    Outcome outcome = pretrain("--resume", "--stop-after", 1);
    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).contains("no checkpoint yet: beginning at step 1");
  }

  private static Object[] with(Object[] first, Object... more) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray();
  }
}

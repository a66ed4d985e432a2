package org.cdssl.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Runs that nobody plans and somebody starts.
class UnusualRunTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1, 0, 0.25", "0, 1, 0.25", "1, 1, 0", "3, 0, 0.25", "0, 5, 0"})
  void fewImagesOfAnyDimensionCanBeTrainedOn(int volumes, int xrays, double heldOut)
      throws Exception {
    TinyRun tiny = TinyRun.in(folder, volumes, xrays);
    tiny.train(
        "run",
        3,
        "training.batchSize=2",
        "views.locals=1",
        "data.heldOut=" + heldOut,
        "training.pictureEverySteps=2");
    assertThat(tiny.metrics("run", "step"))
        .hasSize(3)
        .allSatisfy(line -> assertThat(line.get("loss").isNumber()).isTrue());
    assertThat(tiny.path("run/report.html")).exists();
    String kind = volumes > 0 ? "volume" : "xray";
    assertThat(tiny.path("run/pictures/step-000002-" + kind + ".png")).exists();
    if (xrays == 0) {
      assertThat(tiny.said()).contains("note: no X-rays: every sample is a volume");
      assertThat(tiny.metrics("run", "step").getFirst().get("count3d").asInt()).isEqualTo(2);
    }
  }

  @Test
  void aFinishedRunThatIsResumedSaysThatNothingIsLeftAndKeepsItsResults() throws Exception {
    TinyRun tiny = TinyRun.in(folder, 2, 2);
    String[] overrides = {"training.epochs=1", "training.stepsPerEpoch=3"};
    tiny.train("run", Long.MAX_VALUE, overrides);
    var before = tiny.bits("run");
    assertThat(tiny.resume("run", Long.MAX_VALUE, overrides).step()).isEqualTo(3);
    assertThat(String.join("\n", tiny.said())).contains("nothing left to do: 3 steps are done");
    assertThat(tiny.bits("run")).isEqualTo(before);
  }
}

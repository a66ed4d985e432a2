package org.cdssl.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.cdssl.report.PretrainingFigures.Against;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainingFiguresTest {
  @TempDir Path folder;

  private PretrainingFigures read(String metrics, String timing) throws IOException {
    Files.writeString(folder.resolve("metrics.jsonl"), metrics);
    Files.writeString(folder.resolve("timing.jsonl"), timing);
    return PretrainingFigures.read(folder);
  }

  private static String step(int step, String loss) {
    return "{\"type\":\"step\",\"step\":%d,\"loss\":%s}\n".formatted(step, loss);
  }

  private static String collapse(int step, boolean... warn) {
    StringBuilder levels = new StringBuilder();
    for (int i = 0; i < warn.length; i++) {
      levels
          .append(i == 0 ? "" : ",")
          .append("{\"level\":\"%d\",\"std\":0.1,\"warn\":%b}".formatted(i, warn[i]));
    }
    return "{\"type\":\"collapse\",\"step\":%d,\"levels\":[%s]}\n".formatted(step, levels);
  }

  private static String probe(int step, double low, double auc, double high) {
    return String.format(
        Locale.ROOT,
        "{\"type\":\"probe\",\"step\":%d,\"task\":\"phantom\",\"linearAuc\":%s,\"linearLow\":%s,"
            + "\"linearHigh\":%s,\"neighboursAuc\":0.7,\"neighboursLow\":0.6,\"neighboursHigh\":0.8}\n",
        step,
        auc,
        low,
        high);
  }

  private static String timing(int step, double seconds) {
    return "{\"type\":\"timing\",\"step\":%d,\"seconds\":%s}\n".formatted(step, seconds);
  }

  @Test
  void theLossIsTheMeanOverTheFirstAndTheLastTenthOfTheSteps() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int step = 1; step <= 25; step++) {
      lines.append(step(step, Integer.toString(100 - step)));
    }
    PretrainingFigures figures = read(lines.toString(), "");
    assertThat(figures.steps()).isEqualTo(25);
    assertThat(figures.firstLoss()).isEqualTo((99 + 98) / 2.0);
    assertThat(figures.lastLoss()).isEqualTo((76 + 75) / 2.0);
    assertThat(figures.secondsPerStep()).isNull();
  }

  @Test
  void ofFewStepsOneIsTakenAndLossesThatAreNotFiniteAreLeftOut() throws IOException {
    PretrainingFigures few = read(step(1, "3.0") + step(2, "2.0") + step(3, "1.0"), "");
    assertThat(few.firstLoss()).isEqualTo(3);
    assertThat(few.lastLoss()).isEqualTo(1);
    PretrainingFigures broken = read(step(1, "\"NaN\"") + step(2, "2.0"), "");
    assertThat(broken.firstLoss()).isNull();
    assertThat(broken.lastLoss()).isEqualTo(2);
  }

  @Test
  void timePerStepIsTheMedianOverAllCallsWithEachStepOnce() throws IOException {
    // stopped after step 3, gone on from the checkpoint of step 2
    PretrainingFigures figures =
        read(
            step(1, "1"),
            timing(1, 9)
                + timing(2, 0.2)
                + timing(3, 77)
                + timing(3, 8)
                + timing(4, 0.4)
                + timing(5, 0.3));
    assertThat(figures.secondsPerStep()).isCloseTo(0.4, within(1e-12));
  }

  @Test
  void aReadingAtWhichAnyLevelCollapsedCountsOnce() throws IOException {
    PretrainingFigures figures =
        read(
            collapse(5, false, false)
                + collapse(10, true, true)
                + collapse(15, true, false)
                + collapse(20, false, false)
                // done again after a kill
                + collapse(15, false, true)
                + collapse(20, false, false),
            "");
    assertThat(figures.collapseWarnings()).isEqualTo(2);
    assertThat(figures.collapseReadings()).isEqualTo(4);
  }

  @Test
  void theProbeIsAboveRandomWeightsOnlyWhereTheIntervalsAreApart() throws IOException {
    String random = probe(0, 0.70, 0.75, 0.80);
    PretrainingFigures above = read(random + probe(50, 0, 0, 0) + probe(100, .81, .85, .9), "");
    assertThat(above.against()).isEqualTo(Against.ABOVE);
    assertThat(above.probeTask()).isEqualTo("phantom");
    assertThat(above.random().auc()).isEqualTo(0.75);
    assertThat(above.random().neighboursHigh()).isEqualTo(0.8);
    assertThat(above.last().step()).isEqualTo(100);
    // each value lies outside the other's interval, and yet these meet
    assertThat(read(random + probe(100, 0.79, 0.85, 0.9), "").against())
        .isEqualTo(Against.AS_RANDOM);
    assertThat(read(random + probe(100, 0.80, 0.85, 0.9), "").against())
        .isEqualTo(Against.AS_RANDOM);
    assertThat(read(random + probe(100, 0.5, 0.6, 0.71), "").against())
        .isEqualTo(Against.AS_RANDOM);
    assertThat(read(random + probe(100, 0.5, 0.6, 0.69), "").against()).isEqualTo(Against.BELOW);
  }

  @Test
  void withoutAProbeOfRandomWeightsOrALaterOneNothingIsCompared() throws IOException {
    PretrainingFigures late = read(probe(10, 0.1, 0.2, 0.3) + probe(20, 0.7, 0.8, 0.9), "");
    assertThat(late.random()).isNull();
    assertThat(late.last().auc()).isEqualTo(0.8);
    assertThat(late.against()).isNull();
    PretrainingFigures early = read(probe(0, 0.1, 0.2, 0.3), "");
    assertThat(early.last()).isNull();
    assertThat(early.against()).isNull();
    PretrainingFigures none = read(step(1, "1"), "");
    assertThat(none.probeTask()).isEmpty();
    assertThat(none.against()).isNull();
    assertThat(none.collapseReadings()).isZero();
  }

  @Test
  void anEmptyFolderHasNoFigures() throws IOException {
    assertThat(PretrainingFigures.read(folder))
        .isEqualTo(new PretrainingFigures(0, null, null, null, 0, 0, "", null, null));
  }
}

package org.cdssl.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.cdssl.CdsslException;
import org.cdssl.training.run.NonFiniteGuard.Decision;
import org.cdssl.training.run.SpikeGuard.Verdict;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class GuardsTest {
  private static final JsonMapper JSON = new JsonMapper();

  @Nested
  class NonFinite {
    @Test
    void threeInARowAreSkippedTheFourthStops() {
      NonFiniteGuard guard = new NonFiniteGuard(3);
      assertThat(guard.judge(1, 1)).isEqualTo(Decision.TAKE);
      assertThat(guard.judge(Double.NaN, 1)).isEqualTo(Decision.SKIP);
      assertThat(guard.judge(1, Double.POSITIVE_INFINITY)).isEqualTo(Decision.SKIP);
      assertThat(guard.judge(Double.NEGATIVE_INFINITY, 1)).isEqualTo(Decision.SKIP);
      assertThat(guard.judge(1, Double.NaN)).isEqualTo(Decision.STOP);
      assertThat(guard.state()).isEqualTo(new NonFiniteGuard.State(4, 4));
    }

    @Test
    void aFiniteStepBetweenStartsTheCountAnew() {
      NonFiniteGuard guard = new NonFiniteGuard(1);
      for (int i = 0; i < 5; i++) {
        assertThat(guard.judge(Double.NaN, 1)).isEqualTo(Decision.SKIP);
        assertThat(guard.judge(0.5, 1)).isEqualTo(Decision.TAKE);
      }
      assertThat(guard.state()).isEqualTo(new NonFiniteGuard.State(0, 5));
    }

    @Test
    void noneToleratedStopsAtTheFirst() {
      assertThat(new NonFiniteGuard(0).judge(Double.NaN, 1)).isEqualTo(Decision.STOP);
    }

    @Test
    void theCountGoesOnAfterAResume() {
      NonFiniteGuard before = new NonFiniteGuard(2);
      before.judge(Double.NaN, 1);
      before.judge(Double.NaN, 1);
      NonFiniteGuard after = new NonFiniteGuard(2);
      String json = JSON.writeValueAsString(before.state());
      after.restore(JSON.readValue(json, NonFiniteGuard.State.class));
      assertThat(after.judge(Double.NaN, 1)).isEqualTo(Decision.STOP);
    }

    @Test
    void theErrorEndsInExitCode4AndNamesTheBatch() {
      CdsslException error = new NonFiniteGuard(0).error(12, Double.NaN, 3, "in run/debug");
      assertThat(error.kind().exitCode()).isEqualTo(4);
      assertThat(error).hasMessageContaining("step 12").hasMessageContaining("run/debug");
    }
  }

  @Nested
  class Spike {
    private static final long SEED = 4;

    @Test
    void theThresholdIsMedianPlusTenDeviationsOfTheLast200() {
      SplittableRandom random = new SplittableRandom(SEED);
      SpikeGuard guard = new SpikeGuard(false);
      List<Double> all = new ArrayList<>();
      for (int step = 0; step < 450; step++) {
        double loss = random.nextDouble() < 0.02 ? 50 : 2 + random.nextDouble() - step * 1e-3;
        if (all.size() >= 20) {
          List<Double> window = all.subList(Math.max(0, all.size() - 200), all.size());
          double median = median(window);
          double deviation = median(window.stream().map(x -> Math.abs(x - median)).toList());
          assertThat(guard.threshold()).isCloseTo(median + 10 * deviation, within(1e-12));
          assertThat(guard.judge(loss))
              .isEqualTo(loss > median + 10 * deviation ? Verdict.SPIKE : Verdict.NORMAL);
        } else {
          assertThat(guard.judge(loss)).isEqualTo(Verdict.NORMAL);
        }
        all.add(loss);
      }
      assertThat(guard.state().spikes()).isPositive();
      assertThat(guard.state().losses()).isEqualTo(all.subList(250, 450));
    }

    private static double median(List<Double> values) {
      List<Double> sorted = new ArrayList<>(values);
      Collections.sort(sorted);
      int n = sorted.size();
      return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    }

    @Test
    void aSkippedSpikeStaysOutOfTheWindow() {
      SpikeGuard guard = filled(true);
      List<Double> before = guard.state().losses();
      assertThat(guard.judge(100)).isEqualTo(Verdict.SKIPPED_SPIKE);
      assertThat(guard.state()).isEqualTo(new SpikeGuard.State(before, 1, 1));
      assertThat(guard.judge(1)).isEqualTo(Verdict.NORMAL);
      assertThat(guard.state().skippedInARow()).isZero();
    }

    @Test
    void aLossThatMovesForGoodIsNotSkippedForEver() {
      SpikeGuard guard = filled(true);
      List<Verdict> verdicts = new ArrayList<>();
      for (int step = 0; step < 3000; step++) {
        verdicts.add(guard.judge(100 + step % 5));
      }
      assertThat(verdicts.subList(0, 10)).containsOnly(Verdict.SKIPPED_SPIKE);
      assertThat(verdicts.get(10)).isEqualTo(Verdict.SPIKE);
      assertThat(verdicts.subList(2000, 3000)).containsOnly(Verdict.NORMAL);
    }

    @Test
    void equalLossesAreNoSpikes() {
      SpikeGuard guard = new SpikeGuard(true);
      for (int step = 0; step < 300; step++) {
        assertThat(guard.judge(-1)).isEqualTo(Verdict.NORMAL);
      }
      assertThat(guard.judge(-1 + 1e-7)).isEqualTo(Verdict.NORMAL);
      assertThat(guard.judge(-0.9)).isEqualTo(Verdict.SKIPPED_SPIKE);
    }

    @Test
    void aGuardReadFromJsonJudgesAsTheOneThatWasWritten() {
      SpikeGuard before = filled(true);
      before.judge(100);
      SpikeGuard after = new SpikeGuard(true);
      String json = JSON.writeValueAsString(before.state());
      after.restore(JSON.readValue(json, SpikeGuard.State.class));
      assertThat(after.state()).isEqualTo(before.state());
      SplittableRandom random = new SplittableRandom(SEED);
      for (int step = 0; step < 300; step++) {
        double loss = random.nextDouble(0, 6);
        assertThat(after.judge(loss)).isEqualTo(before.judge(loss));
        assertThat(after.threshold()).isEqualTo(before.threshold());
      }
    }

    @Test
    void lossesThatAreNotFiniteAreRefused() {
      assertThatThrownBy(() -> new SpikeGuard(true).judge(Double.NaN))
          .isInstanceOf(IllegalArgumentException.class);
    }

    private static SpikeGuard filled(boolean skip) {
      SpikeGuard guard = new SpikeGuard(skip);
      SplittableRandom random = new SplittableRandom(SEED);
      for (int step = 0; step < 250; step++) {
        guard.judge(1 + 0.2 * random.nextDouble());
      }
      return guard;
    }
  }
}

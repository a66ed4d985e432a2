package org.cdssl.pretext.pcrlv2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;
import org.cdssl.pretext.Moment;
import org.junit.jupiter.api.Test;

/// The draws are a pure function of seed and step, so these statistics are the same in every run.
class LevelDrawsTest {
  private static final int LEVELS = 5;
  private static final int LOCALS = 6;
  private static final int STEPS = 10_000;

  private static LevelDraws at(long seed, long step) {
    return LevelDraws.draw(new Moment(seed, step, 100, 200).random(0), LEVELS, LOCALS);
  }

  @Test
  void everyDrawIsUniformAndIndependentOfTheOthers() {
    List<LevelDraws> moments = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      moments.add(at(3, step));
    }
    List<ToIntFunction<LevelDraws>> draws = new ArrayList<>();
    draws.add(LevelDraws::shared);
    for (int l = 0; l < LOCALS; l++) {
      int local = l;
      draws.add(d -> d.first()[local]);
      draws.add(d -> d.second()[local]);
    }
    assertThat(draws).hasSize(13);
    for (int i = 0; i < draws.size(); i++) {
      ToIntFunction<LevelDraws> a = draws.get(i);
      // 4 degrees of freedom: above 23.5 once in 10,000
      assertThat(chiSquare(LEVELS, n -> a.applyAsInt(moments.get(n)))).isLessThan(23.5);
      for (int j = 0; j < i; j++) {
        ToIntFunction<LevelDraws> b = draws.get(j);
        IntUnaryOperator pair =
            n -> a.applyAsInt(moments.get(n)) * LEVELS + b.applyAsInt(moments.get(n));
        // 24 degrees of freedom: above 62 once in 30,000
        assertThat(chiSquare(LEVELS * LEVELS, pair)).as("draws %d and %d", i, j).isLessThan(62);
      }
      IntUnaryOperator next =
          n -> a.applyAsInt(moments.get(n)) * LEVELS + a.applyAsInt(moments.get((n + 1) % STEPS));
      assertThat(chiSquare(LEVELS * LEVELS, next)).as("draw %d of the next step", i).isLessThan(62);
    }
  }

  @Test
  void seedsDrawIndependently() {
    IntUnaryOperator pair = n -> at(3, n).shared() * LEVELS + at(4, n).shared();
    assertThat(chiSquare(LEVELS * LEVELS, pair)).isLessThan(62);
  }

  @Test
  void aMomentAlwaysDrawsTheSame() {
    LevelDraws once = at(7, 123);
    LevelDraws again = at(7, 123);
    assertThat(again.shared()).isEqualTo(once.shared());
    assertThat(again.first()).isEqualTo(once.first());
    assertThat(again.second()).isEqualTo(once.second());
  }

  @Test
  void depthsReachTheDeepestLevelThatIsLookedAt() {
    LevelDraws draws = new LevelDraws(1, new int[] {4, 0}, new int[] {2, 0});
    assertThat(draws.depthOfSecondView()).isEqualTo(3);
    assertThat(draws.depthOfLocals()).isEqualTo(5);
    assertThat(new LevelDraws(3, new int[] {0}, new int[] {0}).depthOfSecondView()).isEqualTo(4);
    assertThat(new LevelDraws(3, new int[] {0}, new int[] {2}).depthOfLocals()).isEqualTo(3);
    LevelDraws without = new LevelDraws(2, new int[0], new int[0]);
    assertThat(without.depthOfSecondView()).isEqualTo(3);
    assertThat(without.depthOfLocals()).isZero();
  }

  private static double chiSquare(int cells, IntUnaryOperator cell) {
    int[] counts = new int[cells];
    for (int n = 0; n < STEPS; n++) {
      counts[cell.applyAsInt(n)]++;
    }
    double expected = (double) STEPS / cells;
    double sum = 0;
    for (int count : counts) {
      sum += (count - expected) * (count - expected) / expected;
    }
    return sum;
  }
}

package org.cdssl.pretext.pcrlv2;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Which decoder levels the loss terms of one step look at (METHOD B.5). Levels count from 0,
/// coarse to fine.
///
/// @param shared k*: the level of the global cosine *and* of the deep supervision, one draw for the
///   whole batch
/// @param first level of the term between view 1 and each local
/// @param second level of the term between view 2 and each local
record LevelDraws(int shared, int[] first, int[] second) {
  static LevelDraws draw(SplittableRandom random, int levels, int locals) {
    int shared = random.nextInt(levels);
    int[] first = new int[locals];
    int[] second = new int[locals];
    for (int l = 0; l < locals; l++) {
      first[l] = random.nextInt(levels);
      second[l] = random.nextInt(levels);
    }
    return new LevelDraws(shared, first, second);
  }

  /// Decoder levels that view 2 has to go through.
  int depthOfSecondView() {
    return 1 + Math.max(shared, max(second));
  }

  /// Decoder levels that the locals have to go through; 0 without locals.
  int depthOfLocals() {
    return 1 + Math.max(max(first), max(second));
  }

  private static int max(int[] levels) {
    return IntStream.of(levels).max().orElse(-1);
  }
}

package org.cdssl.experiment;

import java.io.IOException;

/// How far a grid is. Its runs are the cells, or the pre-trainings where it has no tasks.
///
/// @param done runs that are
/// @param failed runs that cannot be
/// @param runs in all
record Standing(int done, int failed, int runs) {
  static Standing of(Plan plan) throws IOException {
    int done = 0;
    int failed = 0;
    if (plan.pretrainsOnly()) {
      for (PretrainRun run : plan.pretraining()) {
        RunState.Kind kind = RunState.of(run.folder()).kind();
        done += kind == RunState.Kind.DONE ? 1 : 0;
        failed += kind == RunState.Kind.FAILED ? 1 : 0;
      }
      return new Standing(done, failed, plan.pretraining().size());
    }
    for (Cell cell : plan.cells()) {
      RunState state = RunState.of(cell.folder());
      if (state.kind() == RunState.Kind.DONE) {
        done++;
      } else if (GridTable.failure(cell, state) != null) {
        failed++;
      }
    }
    return new Standing(done, failed, plan.cells().size());
  }
}

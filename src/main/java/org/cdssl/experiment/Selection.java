package org.cdssl.experiment;

import java.util.List;
import java.util.Optional;
import org.cdssl.CdsslException;
import org.cdssl.config.ExperimentConfig;
import org.cdssl.config.GridRowConfig;
import org.cdssl.config.GridTaskConfig;

/// Which cells of a grid, or pre-trainings of one without tasks, a call works on; an empty list
/// takes all. The table shows the others as they are.
///
/// @param rows names, or `group/name`
/// @param tasks names
/// @param retry whether what failed before is tried again
public record Selection(List<String> rows, List<String> tasks, List<Integer> seeds, boolean retry) {
  public static final Selection ALL = new Selection(List.of(), List.of(), List.of(), false);

  boolean takes(ExperimentConfig grid, Cell cell) {
    return takes(grid.rows().get(cell.row()), Optional.of(grid.tasks().get(cell.task())))
        && (seeds.isEmpty() || seeds.contains(cell.seed()));
  }

  /// Whether a pre-training of a grid without tasks is taken.
  boolean takes(ExperimentConfig grid, PretrainRun run) {
    return run.rows().stream().anyMatch(r -> takes(grid.rows().get(r), Optional.empty()))
        && (seeds.isEmpty()
            || !grid.pretrainPerSeed()
            || seeds.stream().anyMatch(s -> s == run.config().seed()));
  }

  /// Whether any cell of this row and task is taken; without a task, the row's pre-training.
  public boolean takes(GridRowConfig row, Optional<GridTaskConfig> task) {
    return (rows.isEmpty() || rows.stream().anyMatch(r -> is(r, row)))
        && (tasks.isEmpty() || task.map(t -> tasks.contains(t.name())).orElse(false));
  }

  private static boolean is(String wanted, GridRowConfig row) {
    return wanted.equals(row.name()) || wanted.equals(row.group() + "/" + row.name());
  }

  /// @throws CdsslException USAGE where the grid has no such row, task or seed
  void refuseUnknown(ExperimentConfig grid) {
    for (String row : rows) {
      if (grid.rows().stream().noneMatch(r -> is(row, r))) {
        throw CdsslException.usage(
            "--row "
                + row
                + ": the grid has the rows "
                + grid.rows().stream()
                    .map(r -> r.group().isEmpty() ? r.name() : r.group() + "/" + r.name())
                    .toList());
      }
    }
    for (String task : tasks) {
      if (grid.tasks().stream().noneMatch(t -> t.name().equals(task))) {
        throw CdsslException.usage(
            "--task "
                + task
                + ": the grid has the tasks "
                + grid.tasks().stream().map(t -> t.name()).toList());
      }
    }
    for (int seed : seeds) {
      if (!grid.seeds().contains(seed)) {
        throw CdsslException.usage(
            "--only-seed " + seed + ": the grid has the seeds " + grid.seeds());
      }
    }
  }
}

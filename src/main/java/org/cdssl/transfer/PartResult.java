package org.cdssl.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;

/// How a task did on a part.
public interface PartResult {
  /// What weights are selected by, larger is better (AUC, mean Dice); NaN where it is undefined.
  double score();

  /// Mean loss; NaN where the task has none outside of training.
  double loss();

  /// Numbers of a line of `metrics.jsonl`; no intervals, they take time.
  SequencedMap<String, Object> line();

  /// All of `result.json` that the task knows: `task`, `metric`, `value`, `low`, `high` (95 %
  /// interval over subjects), `n`, `subjects`, `metrics`, `classes`.
  ///
  /// @param seed of the intervals' draws
  Map<String, Object> result(long seed);

  /// Writes what was predicted beside it, such as `predictions.csv`.
  void write(Path folder) throws IOException;

  /// One line for people, e.g. `AUC 0.841, accuracy 0.79`.
  String describe();
}

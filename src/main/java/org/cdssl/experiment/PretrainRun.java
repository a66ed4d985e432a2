package org.cdssl.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cdssl.config.PretrainConfig;

/// A pre-training that one cell or many stand on, or that is there for itself.
///
/// @param name for people: the first row that needs it, and its seed
/// @param rows of the grid that have it, in their order
/// @param key of configuration and images
record PretrainRun(
    String name, List<Integer> rows, String key, PretrainConfig config, Path folder) {
  /// The same run for one more row.
  PretrainRun with(int row) {
    return rows.contains(row)
        ? this
        : new PretrainRun(
            name, Stream.concat(rows.stream(), Stream.of(row)).toList(), key, config, folder);
  }
}

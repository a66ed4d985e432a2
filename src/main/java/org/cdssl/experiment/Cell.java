package org.cdssl.experiment;

import java.nio.file.Path;
import org.cdssl.config.FinetuneConfig;

/// A fine-tuning: one row, task, label ratio and seed.
///
/// @param row index in the grid
/// @param task index in the grid
/// @param encoder it starts from; null: random weights
/// @param key of configuration, images and encoder
record Cell(
    int row,
    int task,
    double labelRatio,
    int seed,
    FinetuneConfig config,
    PretrainRun encoder,
    String key,
    Path folder) {}

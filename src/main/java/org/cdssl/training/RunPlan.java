package org.cdssl.training;

import java.util.Map;
import org.cdssl.config.Schema;
import org.cdssl.training.checkpoint.Retention;

/// What a run folder has to know of the run it holds.
///
/// @param config effective configuration
/// @param schema of which kind it is
/// @param seed of the run
/// @param steps in all
/// @param checkpointEverySteps steps between checkpoints
/// @param retention which checkpoints stay
/// @param dataSha256 of the images' manifest
/// @param data what `data.json` says of the images
public record RunPlan(
    Record config,
    Schema<?> schema,
    long seed,
    long steps,
    int checkpointEverySteps,
    Retention retention,
    String dataSha256,
    Map<String, Object> data) {}

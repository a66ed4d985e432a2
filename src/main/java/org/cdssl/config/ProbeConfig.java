package org.cdssl.config;

/// What the encoder is probed on during pre-training (`training.probeEverySteps`).
///
/// @param config fine-tuning configuration whose labelled images are used; empty: the phantom task,
///   which needs no files
/// @param images at most so many, all parts together
/// @param neighbours k of the nearest-neighbour probe
public record ProbeConfig(@FilePath(optional = true) String config, int images, int neighbours) {}

package org.cdssl.config;

import java.util.List;

/// A task of a grid.
///
/// @param name in the table
/// @param finetune a configuration of `finetune`, over the grid's
/// @param metric what the table shows; `auto`: what the task is judged by
/// @param percent whether figures are shown times 100, as the paper shows Dice
/// @param labelRatios of this task; empty: those of the grid
public record GridTaskConfig(
    String name,
    Inline finetune,
    @Default("auto") GridMetric metric,
    @Default("false") boolean percent,
    @Default("[]") List<Double> labelRatios) {

  public enum GridMetric {
    /// AUC of classification, mean Dice of segmentation.
    AUTO,
    AUC,
    ACC,
    AP,
    DICE
  }
}

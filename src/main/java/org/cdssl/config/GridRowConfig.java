package org.cdssl.config;

import java.util.List;
import java.util.Optional;

/// A row of a grid: where its encoder comes from.
///
/// @param name in the table
/// @param group rows of one group are compared: best, second, test against the row below
/// @param init `pretrained`, or `random`: only the network of `pretrain` is taken
/// @param pretrain a configuration of `pretrain`, over the grid's
/// @param finetune a configuration of `finetune`, over the task's
/// @param x place of the row on the axis of an ablation
/// @param paper the paper's figures in this row
public record GridRowConfig(
    String name,
    @Default("''") String group,
    @Default("pretrained") Init init,
    @Default("{}") Inline pretrain,
    @Default("{}") Inline finetune,
    @Default("auto") Optional<Double> x,
    @Default("[]") List<PaperFigure> paper) {

  public enum Init {
    PRETRAINED,
    RANDOM
  }

  /// A figure that the paper prints.
  ///
  /// @param task name of the task, or `average`
  /// @param labelRatio share of the labels
  /// @param value as printed
  public record PaperFigure(String task, @Default("1.0") double labelRatio, double value) {}
}

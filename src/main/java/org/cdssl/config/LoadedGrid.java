package org.cdssl.config;

import java.util.List;

/// A grid whose every run was found sound.
///
/// @param config the grid
/// @param pretrain effective pre-training of each row with the first seed, or what its network is
///   taken from
/// @param finetune effective fine-tuning, `[row][task]`, with the first label ratio and seed
/// @param resolver gives those of other seeds and ratios
public record LoadedGrid(
    ExperimentConfig config,
    List<PretrainConfig> pretrain,
    List<List<FinetuneConfig>> finetune,
    Resolver resolver) {

  /// Effective configurations of single runs.
  public interface Resolver {
    /// @param seed of the row's pre-training; null: the one that it states
    PretrainConfig pretrain(int row, Long seed);

    /// @param encoder whose network and pseudo-3D settings lie below the task's
    FinetuneConfig finetune(
        int row, int task, double labelRatio, long seed, PretrainConfig encoder);
  }
}

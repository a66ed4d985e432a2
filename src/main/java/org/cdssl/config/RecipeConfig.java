package org.cdssl.config;

import org.cdssl.config.TrainingConfig.Precision;

/// The fine-tuning loop (METHOD E; promises P1 to P8).
///
/// @param epochs length of the schedule
/// @param stepsPerEpoch optimiser steps that make an epoch; 0: one pass over the training part
/// @param batchSize images (or patches) a step
/// @param optimizer `adam` with L2, or `adamw` with decoupled weight decay
/// @param learningRate at the start of the schedule
/// @param weightDecay of the optimiser
/// @param schedule how the learning rate falls
/// @param gradientClip largest global gradient norm; 0: no clipping
/// @param freezeEncoder train the head only; the encoder's running statistics stand still too
/// @param select which epoch's weights are kept and tested
/// @param evaluateEveryEpochs epochs between evaluations of the validation part
/// @param precision float32, bfloat16, or auto: bfloat16 where the hardware has it
/// @param device `cpu`, `cuda`, `cuda:N`
/// @param threads libtorch threads; 0: all cores
/// @param workers threads that make batches ahead of the step
/// @param checkpointEverySteps steps between checkpoints; the last step always makes one
/// @param keepLast so many newest checkpoints stay on disk
/// @param maxNonFinite so many non-finite losses or gradients in a row are skipped before exit 4
/// @param skipSpikes whether a step whose loss is a spike (P8) is skipped or only counted
public record RecipeConfig(
    int epochs,
    int stepsPerEpoch,
    int batchSize,
    Optimizer optimizer,
    double learningRate,
    double weightDecay,
    ScheduleConfig schedule,
    double gradientClip,
    boolean freezeEncoder,
    Select select,
    int evaluateEveryEpochs,
    Precision precision,
    String device,
    int threads,
    int workers,
    int checkpointEverySteps,
    int keepLast,
    int maxNonFinite,
    boolean skipSpikes) {
  public enum Optimizer {
    ADAM,
    ADAMW
  }

  public enum Select {
    /// Highest validation score: AUC, mean Dice.
    SCORE,
    /// Lowest validation loss.
    LOSS,
    /// The last epoch, whatever it scores.
    LAST
  }
}

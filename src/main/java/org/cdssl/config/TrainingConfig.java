package org.cdssl.config;

/// The loop (METHOD B.6; promises P1 to P9).
///
/// @param epochs length of the schedules
/// @param stepsPerEpoch optimiser steps that make an epoch
/// @param batchSize samples a step, X-rays and volumes together
/// @param volumeShare share of volumes in the batches, [0, 1]; where all sources have one dimension
///   it has no effect
/// @param alternateEpochs 0: every batch is mixed; n: n epochs of X-rays, n of volumes, and so on
/// @param optimizer Adam with L2 weight decay, Adam with decoupled decay, or SGD
/// @param momentum of SGD
/// @param learningRate at the start of the cosine
/// @param learningRateEnd at the end of the cosine
/// @param warmupEpochs epochs in which the learning rate rises linearly from 0; the cosine begins
///   after them
/// @param scheduleBy whether learning rate and weight decay are set once an epoch or at every step
/// @param weightDecay L2 for Adam and SGD, decoupled for AdamW
/// @param weightDecayRise by how much the weight decay grows over the run, along half a cosine
/// @param decayAll whether weight decay includes biases and the weights of norms
/// @param gradientClip largest global gradient norm; 0: no clipping
/// @param parameterClip largest norm of the gradient of each parameter; 0: no clipping
/// @param precision float32, bfloat16, or auto: bfloat16 where the hardware has it
/// @param device `cpu`, `cuda`, `cuda:N`
/// @param threads libtorch threads; 0: all cores
/// @param workers threads that make views ahead of the step
/// @param checkpointEverySteps steps between checkpoints; the last step always makes one
/// @param keepLast so many newest checkpoints stay on disk
/// @param keepEverySteps a checkpoint at a multiple of this stays for good; 0: none
/// @param pictureEverySteps steps between restoration pictures; 0: none
/// @param heldOutEverySteps steps between scores of the held-out images; 0: start and end only
/// @param collapseEverySteps steps between collapse statistics; 0: none
/// @param probeEverySteps steps between probes of the encoder (section `probe`), which are also
///   made at the start and the end; 0: none
/// @param maxNonFinite so many non-finite losses or gradients in a row are skipped before exit 4
/// @param skipSpikes whether a step whose loss is a spike (P8) is skipped or only counted
public record TrainingConfig(
    int epochs,
    int stepsPerEpoch,
    int batchSize,
    double volumeShare,
    int alternateEpochs,
    Optimizer optimizer,
    double momentum,
    double learningRate,
    double learningRateEnd,
    double warmupEpochs,
    ScheduleBy scheduleBy,
    double weightDecay,
    double weightDecayRise,
    boolean decayAll,
    double gradientClip,
    double parameterClip,
    Precision precision,
    String device,
    int threads,
    int workers,
    int checkpointEverySteps,
    int keepLast,
    int keepEverySteps,
    int pictureEverySteps,
    int heldOutEverySteps,
    int collapseEverySteps,
    int probeEverySteps,
    int maxNonFinite,
    boolean skipSpikes) {

  public enum Optimizer {
    ADAM,
    ADAMW,
    SGD
  }

  public enum ScheduleBy {
    EPOCH,
    STEP
  }

  public enum Precision {
    AUTO,
    FLOAT32,
    BFLOAT16
  }
}

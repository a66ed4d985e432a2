package org.cdssl.config;

/// Everything `pretrain` is told. Each key that a file leaves out has the value of
/// `paper-resnet18.yaml`.
///
/// @param seed of weights, order and augmentation
public record PretrainConfig(
    long seed,
    DataConfig data,
    PseudoVolumeConfig pseudo3d,
    ViewsConfig views,
    NetworkConfig network,
    PretextConfig pretext,
    ProbeConfig probe,
    TrainingConfig training) {}

package org.cdssl.config;

/// Everything `finetune` is told. Each key that a file leaves out has the value of `finetune.yaml`;
/// `pseudo3d` and `network` that of the encoder's card, else of `paper-resnet18.yaml`.
///
/// @param seed of new weights, order and augmentation
public record FinetuneConfig(
    long seed,
    TaskConfig task,
    LabelledDataConfig data,
    InputConfig input,
    PseudoVolumeConfig pseudo3d,
    AugmentationConfig augmentation,
    NetworkConfig network,
    HeadConfig head,
    RecipeConfig training,
    SegmentationConfig segmentation) {}

package org.cdssl.config;

/// DINO (METHOD D.1).
///
/// @param prototypes K, outputs of the head
/// @param hidden width of the head's hidden layers
/// @param bottleneck width of its last layer but one
/// @param batchNorm whether the hidden layers are normalised over the batch
/// @param studentTemperature τ_s
/// @param teacherTemperature τ_t after the warm-up
/// @param warmupTemperature τ_t at the start
/// @param temperatureEpochs epochs in which τ_t goes from one to the other
/// @param centreMomentum share of the old centre that is kept at each step
/// @param teacherMomentum share of the old teacher that is kept at the first step; goes to 1
/// @param frozenLastEpochs epochs in which the last layer of the head does not learn
public record DinoConfig(
    int prototypes,
    int hidden,
    int bottleneck,
    boolean batchNorm,
    double studentTemperature,
    double teacherTemperature,
    double warmupTemperature,
    int temperatureEpochs,
    double centreMomentum,
    double teacherMomentum,
    int frozenLastEpochs) {}

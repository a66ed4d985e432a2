package org.cdssl.config;

/// SimSiam (METHOD D.2).
///
/// @param projection width of the projection z and the prediction p
/// @param predictorHidden width of the predictor's hidden layer
/// @param constantPredictorRate whether the predictor learns at the first learning rate all the
///   time
/// @param zeroLastGamma whether the last norm of each residual block starts with weight 0
public record SimSiamConfig(
    int projection, int predictorHidden, boolean constantPredictorRate, boolean zeroLastGamma) {}

package org.cdssl.engine;

/// Arithmetic of the forward pass. Weights, optimiser state and losses are float32 in both.
public enum Precision {
  FLOAT32,
  /// Convolutions and matrix products in bfloat16 (autocast). Needs no loss scaling.
  BFLOAT16
}

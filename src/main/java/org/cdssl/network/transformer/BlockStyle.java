package org.cdssl.network.transformer;

import org.cdssl.engine.Weights;
import org.cdssl.network.Linear;

/// What differs between the blocks of encoder and decoder (METHOD C.3): the eps of the layer norms,
/// and whether queries, keys and values have a bias.
enum BlockStyle {
  ENCODER(1e-6, true),
  DECODER(1e-5, false);

  private final double eps;
  private final boolean bias;

  BlockStyle(double eps, boolean bias) {
    this.eps = eps;
    this.bias = bias;
  }

  double eps() {
    return eps;
  }

  Linear attentionLinear(Weights.Scope scope, int in, int out) {
    return bias ? Linear.small(scope, in, out) : Linear.smallUnbiased(scope, in, out);
  }
}

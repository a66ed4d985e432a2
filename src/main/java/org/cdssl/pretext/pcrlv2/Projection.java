package org.cdssl.pretext.pcrlv2;

import org.bytedeco.pytorch.Tensor;

/// What a level says of a view: projection z and prediction p, each `[N, C]`, float32.
record Projection(Tensor z, Tensor p) {
  /// Samples `from` (inclusive) to `from + count`.
  Projection rows(long from, long count) {
    return new Projection(z.narrow(0, from, count), p.narrow(0, from, count));
  }
}

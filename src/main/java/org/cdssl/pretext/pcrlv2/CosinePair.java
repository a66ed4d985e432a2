package org.cdssl.pretext.pcrlv2;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The symmetric cosine loss between two views at one level (PCRLv2, METHOD B.5):
///
/// C(a, b) = −½ · [ mean cos(p_a, sg z_b) + mean cos(p_b, sg z_a) ]
///
/// with cos over the channels (eps 1e-8), the mean over the batch and sg the stop-gradient. Lies in
/// [−1, 1]; −1 when each prediction points where the other view's projection points.
final class CosinePair {
  private CosinePair() {}

  /// @param a projection and prediction of one view, each `[N, C]`
  /// @param b the same of the other view
  static Tensor loss(Projection a, Projection b) {
    Tensor ab = torch.cosine_similarity(a.p(), b.z().detach(), 1, 1e-8).mean();
    Tensor ba = torch.cosine_similarity(b.p(), a.z().detach(), 1, 1e-8).mean();
    return ab.add(ba).mul(new Scalar(-0.5));
  }
}

package org.cdssl.transfer.segmentation;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Cross-entropy over all voxels plus 1 − the mean foreground soft Dice (METHOD E.2).
///
/// The soft Dice of a class is (2·Σpg + 1) / (Σp + Σg + 1) over all voxels of the batch, p the
/// softmax and g 1 where the class is; with the 1 a class that neither has counts as agreement.
final class DiceCrossEntropy {
  private DiceCrossEntropy() {}

  /// @param logits `[N, C, D, H, W]`, any type; computed in float32
  /// @param labels int64 `[N, D, H, W]`, 0 to C − 1
  /// @return a scalar
  static Tensor loss(Tensor logits, Tensor labels) {
    Tensor wide = logits.to(torch.ScalarType.Float);
    long classes = wide.size(1);
    Tensor logProbabilities = wide.log_softmax(1);
    Tensor entropy = logProbabilities.gather(1, labels.unsqueeze(1)).mean().mul(new Scalar(-1.0));
    Tensor probabilities = logProbabilities.exp();
    Tensor dice = null;
    for (long c = 1; c < classes; c++) {
      Tensor p = probabilities.select(1, c);
      Tensor g = labels.eq(new Scalar(c)).to(torch.ScalarType.Float);
      Tensor both = p.mul(g).sum().mul(new Scalar(2.0)).add(new Scalar(1.0));
      Tensor sum = p.sum().add(g.sum()).add(new Scalar(1.0));
      Tensor of = both.div(sum);
      dice = dice == null ? of : dice.add(of);
    }
    Tensor mean = dice.div(new Scalar((double) (classes - 1)));
    return entropy.sub(mean).add(new Scalar(1.0));
  }
}

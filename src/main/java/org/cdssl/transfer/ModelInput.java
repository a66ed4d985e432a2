package org.cdssl.transfer;

import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.collection.ImageLoader;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.config.Size3;
import org.cdssl.engine.TensorIo;
import org.cdssl.image.Preparation;
import org.cdssl.image.format.Limits;
import org.cdssl.view.InputMaker;

/// What training and prediction have in common on both ends of a classifier.
final class ModelInput {
  private ModelInput() {}

  /// Reads an image and settles spacing and intensity. Flat images keep the pixels that the crop
  /// needs.
  static ImageLoader loader(FinetuneConfig config) {
    int side = Math.max(config.pseudo3d().imageSize(), config.input().shorterSide());
    side = Math.max(side, Math.max(config.input().size().h(), config.input().size().w()));
    return new ImageLoader(
        Math.max(Preparation.XRAY_SIDE, side), new Size3(1, 1, 1), Limits.DEFAULT);
  }

  /// One for each thread.
  static InputMaker maker(FinetuneConfig config) {
    return new InputMaker(config.input(), config.pseudo3d(), config.augmentation(), config.seed());
  }

  /// `[N][classes]`, softmax or sigmoid.
  static double[][] probabilities(Tensor logits, Labels labels) {
    int n = (int) logits.size(0);
    Tensor p =
        labels.findings()
            ? torch.sigmoid(logits)
            : torch.softmax(logits, 1, new ScalarTypeOptional());
    float[] flat = TensorIo.floats(p);
    double[][] rows = new double[n][labels.count()];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < labels.count(); c++) {
        rows[i][c] = Math.min(1, flat[i * labels.count() + c]);
      }
    }
    return rows;
  }
}

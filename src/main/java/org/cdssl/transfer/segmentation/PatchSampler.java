package org.cdssl.transfer.segmentation;

import java.util.ArrayList;
import java.util.List;
import org.cdssl.config.SegmentationConfig;
import org.cdssl.config.Size3;
import org.cdssl.view.Sample;
import org.cdssl.view.SampleOrder;
import org.cdssl.view.ViewRandom;

/// The batch of any step: a pure function of (seed, pass, case). Every pass shows each case once,
/// in a new order. Pure Java; safe for use by several threads.
final class PatchSampler {
  /// Keeps these draws apart from others with the same seed.
  private static final int STREAM = 77;

  private final CasePool cases;
  private final SegmentationConfig config;
  private final long seed;
  private final SampleOrder order;

  PatchSampler(CasePool cases, SegmentationConfig config, int batchSize, long seed) {
    this.cases = cases;
    this.config = config;
    this.seed = seed;
    order = new SampleOrder(0, cases.size(), batchSize, 1, seed);
  }

  /// @param step counted from 0
  PatchBatch batch(long step) {
    Size3 patch = config.patch();
    List<Sample> samples = order.batch(step);
    int voxels = patch.voxels();
    float[] images = new float[Math.multiplyExact(samples.size(), voxels)];
    byte[] labels = new byte[images.length];
    float[] image = new float[voxels];
    byte[] label = new byte[voxels];
    List<String> ids = new ArrayList<>();
    for (int n = 0; n < samples.size(); n++) {
      Sample sample = samples.get(n);
      SegmentationCase of = cases.get(sample.index());
      ids.add(of.image().id());
      ViewRandom random = new ViewRandom(seed, STREAM, sample.pass(), sample.index());
      PatchDraw.draw(of, patch, config.foregroundShare(), config.augmentation(), random)
          .apply(of, patch, image, label);
      IntensityDraw.draw(config.augmentation(), random).apply(image);
      for (int i = 0; i < voxels; i++) {
        images[n * voxels + i] = of.shown(image[i]);
      }
      System.arraycopy(label, 0, labels, n * voxels, voxels);
    }
    return new PatchBatch(ids, patch, images, labels);
  }
}

package org.cdssl.view;

import org.cdssl.config.PseudoVolumeConfig;
import org.cdssl.config.ViewsConfig;
import org.cdssl.image.PreparedImage;

/// Makes the views of one sample after the other; keeps its scratch memory, so one for each thread.
public final class ViewMaker {

  private final ViewsConfig views;

  /// @param seed of all augmentation
  public ViewMaker(ViewPlan plan, ViewsConfig views, PseudoVolumeConfig pseudo3d, long seed) {
    this.views = views;
  }

  /// All views of an image, into place `n` of the batch.
  public void make(PreparedImage image, Sample sample, Batch batch, int n) {}

  /// A global view that depends on nothing but the image, its id and the seed.
  public FixedView fixedView(PreparedImage image) {
    int voxels = views.globalSize().voxels();
    return new FixedView(views.globalSize(), new float[voxels], new float[voxels]);
  }
}

package org.cdssl.view;

import org.cdssl.config.Range;
import org.cdssl.config.Size3;
import org.cdssl.config.ViewsConfig;

/// A box, or everything around a window, is replaced by uniform noise (METHOD D.3).
///
/// @param seed of the noise
/// @param box which is replaced, or kept
/// @param outside whether what lies outside of the box is replaced
record PaintDraw(long seed, Box box, boolean outside) {
  static PaintDraw in(ViewsConfig views, Size3 size, ViewRandom random) {
    return draw(views.perturb().paintIn(), size, random, false);
  }

  static PaintDraw out(ViewsConfig views, Size3 size, ViewRandom random) {
    return draw(views.perturb().paintOut(), size, random, true);
  }

  private static PaintDraw draw(Range sides, Size3 size, ViewRandom random, boolean outside) {
    int d = side(size.d(), sides, random);
    int h = side(size.h(), sides, random);
    int w = side(size.w(), sides, random);
    return new PaintDraw(random.nextLong(), Box.inside(size, d, h, w, random), outside);
  }

  private static int side(int extent, Range share, ViewRandom random) {
    return Math.clamp((int) (extent * random.uniform(share.min(), share.max())), 1, extent);
  }

  /// Paints over `voxels` `[D, H, W]`, intensities in [0,1].
  void apply(float[] voxels, Size3 size) {
    ViewRandom random = new ViewRandom(seed);
    int at = 0;
    for (int z = 0; z < size.d(); z++) {
      for (int y = 0; y < size.h(); y++) {
        boolean row = within(z, box.z(), box.d()) && within(y, box.y(), box.h());
        for (int x = 0; x < size.w(); x++, at++) {
          if ((row && within(x, box.x(), box.w())) != outside) {
            voxels[at] = (float) random.nextDouble();
          }
        }
      }
    }
  }

  private static boolean within(int i, int start, int extent) {
    return i >= start && i < start + extent;
  }
}

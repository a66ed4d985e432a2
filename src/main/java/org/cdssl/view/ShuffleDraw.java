package org.cdssl.view;

import java.util.ArrayList;
import java.util.List;
import org.cdssl.config.PerturbConfig;
import org.cdssl.config.Size3;
import org.cdssl.config.ViewsConfig;

/// Voxels that change places within small boxes (METHOD D.3). The voxels of the view stay the same
/// set.
///
/// @param seed of the order
/// @param boxes one after the other; they may overlap
record ShuffleDraw(long seed, List<Box> boxes) {
  static ShuffleDraw draw(ViewsConfig views, Size3 size, ViewRandom random) {
    PerturbConfig perturb = views.perturb();
    List<Box> boxes = new ArrayList<>();
    for (int i = 0; i < perturb.shuffles(); i++) {
      int d = 1 + random.nextInt(most(size.d(), perturb.shuffleSide()));
      int h = 1 + random.nextInt(most(size.h(), perturb.shuffleSide()));
      int w = 1 + random.nextInt(most(size.w(), perturb.shuffleSide()));
      boxes.add(Box.inside(size, d, h, w, random));
    }
    return new ShuffleDraw(random.nextLong(), boxes);
  }

  private static int most(int extent, double share) {
    return Math.clamp((int) (extent * share), 1, extent);
  }

  /// Shuffles `voxels` `[D, H, W]` in place.
  void apply(float[] voxels, Size3 size) {
    ViewRandom random = new ViewRandom(seed);
    for (Box box : boxes) {
      for (int i = Math.toIntExact(box.voxels()) - 1; i > 0; i--) {
        int a = index(box, i, size);
        int b = index(box, random.nextInt(i + 1), size);
        float held = voxels[a];
        voxels[a] = voxels[b];
        voxels[b] = held;
      }
    }
  }

  private static int index(Box box, int i, Size3 size) {
    int z = box.z() + i / (box.h() * box.w());
    int y = box.y() + i / box.w() % box.h();
    return (z * size.h() + y) * size.w() + box.x() + i % box.w();
  }
}

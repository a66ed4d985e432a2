package org.cdssl.view;

import org.cdssl.config.Range;

/// Clipping above, as a narrower intensity window does (vox2vec, METHOD D.5). The authors also draw
/// the window's lower end; ours is where CT is clipped already, and what is left of it, a shift and
/// a stretch, is normalised away.
record CeilingDraw(float most) {
  static CeilingDraw draw(Range at, ViewRandom random) {
    return new CeilingDraw((float) random.uniform(at.min(), at.max()));
  }

  /// Clips the first `count` voxels; not where all of them would become the same.
  void apply(float[] voxels, int count) {
    float min = Float.POSITIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      min = Math.min(min, voxels[i]);
    }
    if (min >= most) {
      return;
    }
    for (int i = 0; i < count; i++) {
      voxels[i] = Math.min(voxels[i], most);
    }
  }
}

package org.cdssl.view;

import org.cdssl.config.Size3;

/// Flips along any of the axes (DeSD, METHOD D.4).
record FlipDraw(boolean x, boolean y, boolean z) {
  /// @param probability along each axis
  static FlipDraw draw(double probability, ViewRandom random) {
    return new FlipDraw(
        random.chance(probability), random.chance(probability), random.chance(probability));
  }

  /// Writes `in` `[D, H, W]`, flipped, to `out`, which is another array.
  void apply(float[] in, Size3 size, float[] out) {
    int w = size.w();
    int to = 0;
    for (int d = 0; d < size.d(); d++) {
      int fromD = z ? size.d() - 1 - d : d;
      for (int h = 0; h < size.h(); h++) {
        int from = (fromD * size.h() + (y ? size.h() - 1 - h : h)) * w;
        if (x) {
          for (int i = 0; i < w; i++) {
            out[to + i] = in[from + w - 1 - i];
          }
        } else {
          System.arraycopy(in, from, out, to, w);
        }
        to += w;
      }
    }
  }
}

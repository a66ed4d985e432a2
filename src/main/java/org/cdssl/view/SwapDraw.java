package org.cdssl.view;

import org.cdssl.config.Size3;
import org.cdssl.config.ViewsConfig;

/// Blocks of a view that trade places, one pair after the other (METHOD B.3).
///
/// The last valid start along an axis is never drawn, as in the reference. The second block of a
/// pair is drawn again only when it is the first; blocks may overlap. Voxels are exchanged one by
/// one, so that the voxels of the view stay the same set even then.
///
/// @param block size of a block
/// @param first index of the first voxel of one block of each pair
/// @param second the same for the other block
record SwapDraw(Size3 block, int[] first, int[] second) {

  /// Draws `views.swaps` pairs in a view of `size`; none where the block has only one place.
  static SwapDraw draw(ViewsConfig views, Size3 size, ViewRandom random) {
    Size3 block = views.swapBlock();
    boolean fits = block.d() <= size.d() && block.h() <= size.h() && block.w() <= size.w();
    int places =
        starts(size.d(), block.d()) * starts(size.h(), block.h()) * starts(size.w(), block.w());
    int count = fits && places > 1 ? views.swaps() : 0;
    int[] first = new int[count];
    int[] second = new int[count];
    for (int i = 0; i < count; i++) {
      first[i] = corner(size, block, random);
      do {
        second[i] = corner(size, block, random);
      } while (second[i] == first[i]);
    }
    return new SwapDraw(block, first, second);
  }

  /// Exchanges the blocks of `voxels` `[D, H, W]` in place.
  void apply(float[] voxels, Size3 size) {
    for (int i = 0; i < first.length; i++) {
      for (int z = 0; z < block.d(); z++) {
        for (int y = 0; y < block.h(); y++) {
          int row = (z * size.h() + y) * size.w();
          exchange(voxels, first[i] + row, second[i] + row, block.w());
        }
      }
    }
  }

  private static void exchange(float[] voxels, int a, int b, int count) {
    for (int x = 0; x < count; x++) {
      float held = voxels[a + x];
      voxels[a + x] = voxels[b + x];
      voxels[b + x] = held;
    }
  }

  /// Number of starts that may be drawn along an axis.
  private static int starts(int extent, int block) {
    return Math.max(1, extent - block);
  }

  private static int corner(Size3 size, Size3 block, ViewRandom random) {
    int x = random.nextInt(starts(size.w(), block.w()));
    int y = random.nextInt(starts(size.h(), block.h()));
    int z = random.nextInt(starts(size.d(), block.d()));
    return (z * size.h() + y) * size.w() + x;
  }
}

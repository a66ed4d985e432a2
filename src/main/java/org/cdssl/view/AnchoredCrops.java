package org.cdssl.view;

import java.util.ArrayList;
import java.util.List;
import org.cdssl.config.PseudoVolumeConfig;
import org.cdssl.config.Range;
import org.cdssl.config.Size3;
import org.cdssl.config.ViewsConfig;
import org.cdssl.image.PreparedImage;

/// Boxes around a common voxel of the body, and pairs of voxels in them that show the same place
/// (vox2vec, METHOD D.5).
///
/// - A volume is cut in the size of a view and not resized, so that pairs are the same voxels. What
///   the volume lacks is added on both sides evenly.
/// - A flat image is cut in two squares of one size, shifted by whole voxels of the view; pairs
///   show the same place to half a pixel. Along the depth of a pseudo-3D view all voxels show the
///   same place, so there is at most one pair to each place in the plane.
///
/// Local views are cut as otherwise.
final class AnchoredCrops implements Crops {
  /// Voxels that are looked at for one of the body; if none is, the brightest of them is taken.
  private static final int TRIES = 200;

  private final Cropping.Anchored rule;
  private final Size3 size;
  private final PseudoVolumeConfig pseudo3d;
  private final Range area;
  private final int body;
  private final Crops usual;

  /// @param usual cuts the local views
  AnchoredCrops(
      Cropping.Anchored rule, ViewsConfig views, PseudoVolumeConfig pseudo3d, Crops usual) {
    this.rule = rule;
    this.pseudo3d = pseudo3d;
    this.usual = usual;
    size = views.globalSize();
    area = views.globalArea();
    body = (int) Math.floor(rule.bodyAbove() * PreparedImage.FULL_SCALE);
  }

  @Override
  public List<Box> globals(PreparedImage image, int count, ViewRandom random) {
    int[] anchor = anchor(image, random);
    return image.flat()
        ? squares(image, anchor, count, random)
        : boxes(image, anchor, count, random);
  }

  @Override
  public Box local(PreparedImage image, List<Box> globals, ViewRandom random) {
    return usual.local(image, globals, random);
  }

  /// z, y, x of a voxel of the body.
  private int[] anchor(PreparedImage image, ViewRandom random) {
    int[] best = {0, 0, 0};
    int brightest = -1;
    for (int i = 0; i < TRIES && brightest <= body; i++) {
      int z = random.nextInt(image.nz());
      int y = random.nextInt(image.ny());
      int x = random.nextInt(image.nx());
      int value = image.grid().at(x, y, z);
      if (value > brightest) {
        brightest = value;
        best = new int[] {z, y, x};
      }
    }
    return best;
  }

  private List<Box> boxes(PreparedImage image, int[] anchor, int count, ViewRandom random) {
    List<Box> boxes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      boxes.add(
          new Box(
              around(anchor[0], size.d(), image.nz(), random),
              around(anchor[1], size.h(), image.ny(), random),
              around(anchor[2], size.w(), image.nx(), random),
              size.d(),
              size.h(),
              size.w()));
    }
    return boxes;
  }

  /// Start of an extent that holds the anchor and lies in the image, if there is room; otherwise it
  /// sticks out evenly.
  private static int around(int anchor, int extent, int room, ViewRandom random) {
    if (extent > room) {
      return -((extent - room + 1) / 2);
    }
    int from = Math.max(0, anchor - extent + 1);
    int to = Math.min(anchor, room - extent);
    return from + random.nextInt(to - from + 1);
  }

  private List<Box> squares(PreparedImage image, int[] anchor, int count, ViewRandom random) {
    double pixels = image.nx() * (double) image.ny() * random.uniform(area.min(), area.max());
    int side = Math.clamp(Math.round(Math.sqrt(pixels)), 1, Math.min(image.nx(), image.ny()));
    int y = around(anchor[1], side, image.ny(), random);
    int x = around(anchor[2], side, image.nx(), random);
    List<Box> squares = new ArrayList<>(count);
    squares.add(new Box(0, y, x, 1, side, side));
    for (int i = 1; i < count; i++) {
      squares.add(
          new Box(
              0,
              shifted(y, anchor[1], side, image.ny(), size.h(), random),
              shifted(x, anchor[2], side, image.nx(), size.w(), random),
              1,
              side,
              side));
    }
    return squares;
  }

  /// A start that is whole voxels of the view from `start`, to half a pixel, and good otherwise.
  private int shifted(int start, int anchor, int side, int room, int voxels, ViewRandom random) {
    double step = VoxelAxis.unfolded(start, side, pseudo3d, voxels).step();
    int least = Math.max(0, anchor - side + 1) - start;
    int most = Math.min(anchor, room - side) - start;
    int from = Math.max((int) Math.ceil((least - 0.5) / step), 1 - voxels);
    int to = Math.min((int) Math.floor((most + 0.5) / step), voxels - 1);
    int shift = from + random.nextInt(Math.max(1, to - from + 1));
    return start + Math.clamp((int) Math.rint(shift * step), least, most);
  }

  /// Draws pairs of voxels that both boxes show, of the body where there is any, into the front of
  /// `firsts` and `seconds`.
  ///
  /// @return how many
  int pairs(PreparedImage image, Box a, Box b, ViewRandom random, int[] firsts, int[] seconds) {
    VoxelAxis[] first = axes(image, a);
    VoxelAxis[] second = axes(image, b);
    int[] shift = new int[3];
    int[] from = new int[3];
    int[] extent = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      shift[axis] = first[axis].shift(second[axis]);
      int n = first[axis].count();
      from[axis] = Math.max(0, shift[axis]);
      extent[axis] = Math.max(0, Math.min(n, n + shift[axis]) - from[axis]);
    }
    int[] common = new int[(image.flat() ? 1 : extent[0]) * extent[1] * extent[2]];
    int count = common(image, first, from, extent, body, common);
    if (count == 0) {
      count = common(image, first, from, extent, -1, common);
    }
    int taken = Math.min(count, rule.pairs());
    for (int p = 0; p < taken; p++) {
      int other = p + random.nextInt(count - p);
      int voxel = common[other];
      common[other] = common[p];
      if (image.flat()) {
        voxel += random.nextInt(size.d()) * size.h() * size.w();
      }
      firsts[p] = voxel;
      seconds[p] = voxel - (shift[0] * size.h() + shift[1]) * size.w() - shift[2];
    }
    return taken;
  }

  /// Voxels of the first view that the second shows too, are in the image and brighter than
  /// `above`. Of a flat image only those of the first slice.
  private int common(
      PreparedImage image, VoxelAxis[] first, int[] from, int[] extent, int above, int[] out) {
    int count = 0;
    int depth = image.flat() ? 1 : extent[0];
    for (int z = from[0]; z < from[0] + depth; z++) {
      int pz = image.flat() ? 0 : first[0].pixel(z);
      for (int y = from[1]; y < from[1] + extent[1]; y++) {
        int py = first[1].pixel(y);
        for (int x = from[2]; x < from[2] + extent[2]; x++) {
          int px = first[2].pixel(x);
          boolean inside =
              pz >= 0
                  && pz < image.nz()
                  && py >= 0
                  && py < image.ny()
                  && px >= 0
                  && px < image.nx();
          if (inside && image.grid().at(px, py, pz) > above) {
            out[count++] = (z * size.h() + y) * size.w() + x;
          }
        }
      }
    }
    return count;
  }

  /// Along z, y, x.
  private VoxelAxis[] axes(PreparedImage image, Box box) {
    if (image.flat()) {
      return new VoxelAxis[] {
        new VoxelAxis(0, 1, size.d()),
        VoxelAxis.unfolded(box.y(), box.h(), pseudo3d, size.h()),
        VoxelAxis.unfolded(box.x(), box.w(), pseudo3d, size.w())
      };
    }
    return new VoxelAxis[] {
      VoxelAxis.resized(box.z(), box.d(), size.d()),
      VoxelAxis.resized(box.y(), box.h(), size.h()),
      VoxelAxis.resized(box.x(), box.w(), size.w())
    };
  }
}

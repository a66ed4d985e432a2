package org.cdssl.view;

import org.cdssl.config.Size3;
import org.cdssl.image.PreparedImage;

/// A box of whole voxels: first voxel and extent along z, y, x. A rectangle of a flat image has z =
/// 0 and d = 1.
public record Box(int z, int y, int x, int d, int h, int w) {

  /// The whole image.
  public static Box of(PreparedImage image) {
    return new Box(0, 0, 0, image.nz(), image.ny(), image.nx());
  }

  /// A box of this size, or what fits, with the first voxel that differs from its forerunner in the
  /// middle as far as the borders let it.
  static Box aroundVariation(PreparedImage image, Size3 size) {
    short[] values = image.values();
    int at = 0;
    while (at < values.length - 1 && values[at] == values[0]) {
      at++;
    }
    int d = Math.min(size.d(), image.nz());
    int h = Math.min(size.h(), image.ny());
    int w = Math.min(size.w(), image.nx());
    return new Box(
        Math.clamp(at / image.nx() / image.ny() - d / 2, 0, image.nz() - d),
        Math.clamp(at / image.nx() % image.ny() - h / 2, 0, image.ny() - h),
        Math.clamp(at % image.nx() - w / 2, 0, image.nx() - w),
        d,
        h,
        w);
  }

  /// A box of this extent somewhere in a view, which must have room for it.
  static Box inside(Size3 view, int d, int h, int w, ViewRandom random) {
    return new Box(
        random.nextInt(view.d() - d + 1),
        random.nextInt(view.h() - h + 1),
        random.nextInt(view.w() - w + 1),
        d,
        h,
        w);
  }

  Size3 size() {
    return new Size3(d, h, w);
  }

  long voxels() {
    return (long) d * h * w;
  }

  public boolean contains(Box other) {
    return z <= other.z
        && y <= other.y
        && x <= other.x
        && z + d >= other.z + other.d
        && y + h >= other.y + other.h
        && x + w >= other.x + other.w;
  }

  /// Intersection over union.
  double overlap(Box other) {
    long shared =
        (long) shared(z, d, other.z, other.d)
            * shared(y, h, other.y, other.h)
            * shared(x, w, other.x, other.w);
    return (double) shared / (voxels() + other.voxels() - shared);
  }

  private static int shared(int start, int extent, int otherStart, int otherExtent) {
    int end = Math.min(start + extent, otherStart + otherExtent);
    return Math.max(0, end - Math.max(start, otherStart));
  }

  /// The smallest box that holds both.
  Box union(Box other) {
    int z0 = Math.min(z, other.z);
    int y0 = Math.min(y, other.y);
    int x0 = Math.min(x, other.x);
    return new Box(
        z0,
        y0,
        x0,
        Math.max(z + d, other.z + other.d) - z0,
        Math.max(y + h, other.y + other.h) - y0,
        Math.max(x + w, other.x + other.w) - x0);
  }

  /// Larger by `margin` on every side.
  Box grown(int margin) {
    return new Box(
        z - margin, y - margin, x - margin, d + 2 * margin, h + 2 * margin, w + 2 * margin);
  }

  /// The part inside `bounds`, which it must touch.
  Box clippedTo(Box bounds) {
    int z0 = Math.max(z, bounds.z);
    int y0 = Math.max(y, bounds.y);
    int x0 = Math.max(x, bounds.x);
    return new Box(
        z0,
        y0,
        x0,
        Math.min(z + d, bounds.z + bounds.d) - z0,
        Math.min(y + h, bounds.y + bounds.h) - y0,
        Math.min(x + w, bounds.x + bounds.w) - x0);
  }
}

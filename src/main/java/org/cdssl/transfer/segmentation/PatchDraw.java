package org.cdssl.transfer.segmentation;

import org.cdssl.config.PatchAugmentationConfig;
import org.cdssl.config.Size3;
import org.cdssl.image.PreparedImage;
import org.cdssl.view.ViewRandom;

/// Which part of a case a patch shows: a whole-voxel start, mirrored axes, and for some patches a
/// magnification and a rotation about the patch's centre.
///
/// The image is read at c + P⁻¹·Rᵀ·P·(o − c) / scale for the patch's voxel o, c the centre and P
/// the spacing, so that angles are true in mm; linear for intensities, the nearest voxel for
/// labels, and intensity 0 and background outside.
///
/// @param z first voxel along the depth; negative where the patch reaches out of the image
/// @param flipZ whether the depth runs backwards, and so on
/// @param scale magnification, 1 for none
/// @param rotationX rotation about the x axis, radians, and so on
record PatchDraw(
    int z,
    int y,
    int x,
    boolean flipZ,
    boolean flipY,
    boolean flipX,
    double scale,
    double rotationX,
    double rotationY,
    double rotationZ) {

  /// With a probability of `foregroundShare` a patch holds a voxel of a class that is drawn from
  /// those the case has; else it lies anywhere. An image shorter than the patch lies anywhere in
  /// it.
  static PatchDraw draw(
      SegmentationCase of,
      Size3 patch,
      double foregroundShare,
      PatchAugmentationConfig augmentation,
      ViewRandom random) {
    Size3 size = of.size();
    int voxel = random.chance(foregroundShare) ? foreground(of, random) : -1;
    int vx = voxel % size.w();
    int vy = voxel / size.w() % size.h();
    int vz = voxel / (size.w() * size.h());
    boolean around = voxel >= 0;
    int z = start(size.d(), patch.d(), around ? vz : -1, random);
    int y = start(size.h(), patch.h(), around ? vy : -1, random);
    int x = start(size.w(), patch.w(), around ? vx : -1, random);
    boolean flipZ = random.chance(augmentation.flip().get(0));
    boolean flipY = random.chance(augmentation.flip().get(1));
    boolean flipX = random.chance(augmentation.flip().get(2));
    if (!random.chance(augmentation.spatialShare())) {
      return new PatchDraw(z, y, x, flipZ, flipY, flipX, 1, 0, 0, 0);
    }
    double r = StrictMath.toRadians(augmentation.rotationDegrees());
    return new PatchDraw(
        z,
        y,
        x,
        flipZ,
        flipY,
        flipX,
        random.uniform(augmentation.scale().min(), augmentation.scale().max()),
        random.uniform(-r, r),
        random.uniform(-r, r),
        random.uniform(-r, r));
  }

  /// A position of a class that is drawn from those the case has; -1 where it has none.
  private static int foreground(SegmentationCase of, ViewRandom random) {
    int present = 0;
    for (int[] positions : of.foreground()) {
      present += positions.length > 0 ? 1 : 0;
    }
    if (present == 0) {
      return -1;
    }
    int chosen = random.nextInt(present);
    for (int[] positions : of.foreground()) {
      if (positions.length > 0 && chosen-- == 0) {
        return positions[random.nextInt(positions.length)];
      }
    }
    throw new AssertionError();
  }

  /// @param voxel that the patch must hold; -1: any start
  private static int start(int extent, int patch, int voxel, ViewRandom random) {
    int least = Math.min(0, extent - patch);
    int most = Math.max(0, extent - patch);
    if (voxel >= 0 && extent > patch) {
      least = Math.max(least, voxel - patch + 1);
      most = Math.min(most, voxel);
    }
    return least + random.nextInt(most - least + 1);
  }

  /// Writes the patch's intensities and labels, both `[D, H, W]`.
  void apply(SegmentationCase of, Size3 patch, float[] intensities, byte[] labels) {
    double[][] m = matrix(of.grid().networkSpacingMm());
    double[] half = {(patch.d() - 1) / 2.0, (patch.h() - 1) / 2.0, (patch.w() - 1) / 2.0};
    double[] centre = {z + half[0], y + half[1], x + half[2]};
    boolean whole = scale == 1 && rotationX == 0 && rotationY == 0 && rotationZ == 0;
    PreparedImage image = of.image();
    int to = 0;
    for (int pz = 0; pz < patch.d(); pz++) {
      double dz = (flipZ ? -1 : 1) * (pz - half[0]);
      for (int py = 0; py < patch.h(); py++) {
        double dy = (flipY ? -1 : 1) * (py - half[1]);
        for (int px = 0; px < patch.w(); px++, to++) {
          double dx = (flipX ? -1 : 1) * (px - half[2]);
          double iz = centre[0] + m[0][0] * dz + m[0][1] * dy + m[0][2] * dx;
          double iy = centre[1] + m[1][0] * dz + m[1][1] * dy + m[1][2] * dx;
          double ix = centre[2] + m[2][0] * dz + m[2][1] * dy + m[2][2] * dx;
          int nearest = index(image, Math.rint(iz), Math.rint(iy), Math.rint(ix));
          labels[to] = nearest < 0 ? 0 : of.labels()[nearest];
          intensities[to] =
              whole
                  ? (nearest < 0 ? 0 : image.intensity(nearest))
                  : linear(image, iz, iy, ix, nearest);
        }
      }
    }
  }

  /// Position of a voxel; -1 outside.
  private static int index(PreparedImage image, double z, double y, double x) {
    boolean inside =
        z >= 0 && z < image.nz() && y >= 0 && y < image.ny() && x >= 0 && x < image.nx();
    return inside ? (((int) z) * image.ny() + ((int) y)) * image.nx() + ((int) x) : -1;
  }

  /// Half a voxel around the image repeats its border; further out is 0.
  private static float linear(PreparedImage image, double z, double y, double x, int nearest) {
    if (nearest < 0) {
      return 0;
    }
    int z0 = (int) Math.clamp(Math.floor(z), 0, image.nz() - 1);
    int y0 = (int) Math.clamp(Math.floor(y), 0, image.ny() - 1);
    int x0 = (int) Math.clamp(Math.floor(x), 0, image.nx() - 1);
    int stepZ = z0 + 1 < image.nz() ? image.ny() * image.nx() : 0;
    int stepY = y0 + 1 < image.ny() ? image.nx() : 0;
    int stepX = x0 + 1 < image.nx() ? 1 : 0;
    float wz = (float) Math.max(0, z - z0);
    float wy = (float) Math.max(0, y - y0);
    float wx = (float) Math.max(0, x - x0);
    int at = (z0 * image.ny() + y0) * image.nx() + x0;
    float near = plane(image, at, stepY, stepX, wy, wx);
    float far = stepZ == 0 ? near : plane(image, at + stepZ, stepY, stepX, wy, wx);
    return near + wz * (far - near);
  }

  private static float plane(
      PreparedImage image, int at, int stepY, int stepX, float wy, float wx) {
    float a = image.intensity(at);
    float b = image.intensity(at + stepX);
    float c = image.intensity(at + stepY);
    float d = image.intensity(at + stepY + stepX);
    float top = a + wx * (b - a);
    float bottom = c + wx * (d - c);
    return top + wy * (bottom - top);
  }

  /// P⁻¹·Rᵀ·P / scale with axes z, y, x; R = Rz·Rx·Ry as in [org.cdssl.view].
  private double[][] matrix(double[] spacing) {
    double[][] r = product(product(about(0, rotationZ), about(2, rotationX)), about(1, rotationY));
    double[][] m = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        m[i][j] = r[j][i] / scale * spacing[j] / spacing[i];
      }
    }
    return m;
  }

  /// Rotation in the plane of the two other axes.
  private static double[][] about(int axis, double angle) {
    double[][] r = new double[3][3];
    int a = (axis + 1) % 3;
    int b = (axis + 2) % 3;
    r[axis][axis] = 1;
    r[a][a] = StrictMath.cos(angle);
    r[b][b] = StrictMath.cos(angle);
    r[a][b] = StrictMath.sin(angle);
    r[b][a] = -StrictMath.sin(angle);
    return r;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] c = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 3; k++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }
}

package org.cdssl.collection.phantom;

import java.util.Arrays;
import org.cdssl.image.Geometry;

/// Turns parts into voxels, in order, each over what was there before. A voxel that a surface cuts
/// gets a share of both sides (partial volume): the share is a ramp one voxel wide across the
/// surface. The mask takes the last part that covers at least half of the voxel.
final class Painter {
  private static final double AIR_HU = -1000;

  private final int nx;
  private final int ny;
  private final int nz;
  private final Geometry geometry;
  private final Pose pose;
  private final double rampMm;
  final float[] hu;
  final byte[] mask;

  Painter(PhantomGrid grid, Geometry geometry, Pose pose) {
    nx = grid.nx();
    ny = grid.ny();
    nz = grid.nz();
    this.geometry = geometry;
    this.pose = pose;
    rampMm = 0.5 * (grid.xMm() + grid.yMm() + grid.zMm()) / 3 / pose.scale();
    hu = new float[grid.voxels()];
    Arrays.fill(hu, (float) AIR_HU);
    mask = new byte[grid.voxels()];
  }

  void paint(Part part) {
    int[] range = voxelRange(part.solid().bounds());
    Solid solid = part.solid();
    double[] depths = part.depthsMm();
    double[] layers = part.hu();
    byte code = part.organ().code();
    double[] spacing = geometry.spacingMm();
    // anatomy coordinates move linearly along a row of voxels
    double stepX = pose.rotation()[0] * spacing[0] / pose.scale();
    double stepY = pose.rotation()[1] * spacing[0] / pose.scale();
    double stepZ = pose.rotation()[2] * spacing[0] / pose.scale();
    double half = rampMm;
    double cover = cover(solid);
    for (int z = range[4]; z < range[5]; z++) {
      for (int y = range[2]; y < range[3]; y++) {
        double[] p =
            pose.toAnatomy(
                geometry.at(0, 3) + spacing[0] * range[0],
                geometry.at(1, 3) + spacing[1] * y,
                geometry.at(2, 3) + spacing[2] * z);
        double px = p[0];
        double py = p[1];
        double pz = p[2];
        int i = (z * ny + y) * nx + range[0];
        for (int x = range[0]; x < range[1]; x++, i++) {
          double d = solid.distance(px, py, pz);
          px += stepX;
          py += stepY;
          pz += stepZ;
          if (d >= half) {
            continue;
          }
          double value = hu[i];
          for (int k = 0; k < depths.length; k++) {
            double inside = 0.5 - 0.5 * (d + depths[k]) / half;
            if (inside <= 0) {
              break;
            }
            value += cover * Math.min(inside, 1) * (layers[k] - value);
          }
          hu[i] = (float) value;
          if (d <= 0) {
            mask[i] = code;
          }
        }
      }
    }
  }

  /// Share of a voxel that a solid can fill. The ramp would make a tube thinner than itself too
  /// heavy: over its cross-section it adds up to pi (r+h)³ / 6h, not pi r².
  private double cover(Solid solid) {
    if (solid instanceof Capsule tube) {
      double r = Math.max(tube.ra(), tube.rb());
      double reach = r + rampMm;
      return r < rampMm ? 6 * rampMm * r * r / (reach * reach * reach) : 1;
    }
    return 1;
  }

  /// First and last+1 voxel along x, y, z that the box can touch.
  private int[] voxelRange(Box box) {
    double[] low = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
    double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
    for (int corner = 0; corner < 8; corner++) {
      double[] w =
          pose.toWorld(
              (corner & 1) == 0 ? box.x0() - rampMm : box.x1() + rampMm,
              (corner & 2) == 0 ? box.y0() - rampMm : box.y1() + rampMm,
              (corner & 4) == 0 ? box.z0() - rampMm : box.z1() + rampMm);
      for (int k = 0; k < 3; k++) {
        low[k] = Math.min(low[k], w[k]);
        high[k] = Math.max(high[k], w[k]);
      }
    }
    int[] size = {nx, ny, nz};
    int[] range = new int[6];
    for (int k = 0; k < 3; k++) {
      double spacing = geometry.at(k, k);
      double origin = geometry.at(k, 3);
      range[2 * k] = (int) Math.clamp(Math.ceil((low[k] - origin) / spacing), 0, size[k]);
      range[2 * k + 1] = (int) Math.clamp(Math.floor((high[k] - origin) / spacing) + 1, 0, size[k]);
    }
    return range;
  }
}

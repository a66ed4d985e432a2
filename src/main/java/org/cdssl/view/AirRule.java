package org.cdssl.view;

import org.cdssl.config.ViewsConfig;
import org.cdssl.image.IntensityGrid;
import org.cdssl.image.PreparedImage;

/// Which boxes of a volume are too empty to be shown (METHOD B.1).
///
/// @param most largest share of a box that may be air
/// @param below value under which a voxel is air, 0 to 65535
public record AirRule(double most, int below) {
  /// The share is measured on a lattice of about so many points along each axis.
  private static final int LATTICE = 16;

  public static AirRule of(ViewsConfig views) {
    return new AirRule(
        views.maxAir(), (int) Math.ceil(views.airBelow() * PreparedImage.FULL_SCALE));
  }

  /// Whether more than `most` of the box is air.
  public boolean refuses(PreparedImage image, Box box) {
    Box part = box.clippedTo(Box.of(image));
    int stepZ = Math.max(1, part.d() / LATTICE);
    int stepY = Math.max(1, part.h() / LATTICE);
    int stepX = Math.max(1, part.w() / LATTICE);
    IntensityGrid grid = image.grid();
    int air = 0;
    int points = 0;
    for (int z = part.z(); z < part.z() + part.d(); z += stepZ) {
      for (int y = part.y(); y < part.y() + part.h(); y += stepY) {
        for (int x = part.x(); x < part.x() + part.w(); x += stepX) {
          air += grid.at(x, y, z) < below ? 1 : 0;
          points++;
        }
      }
    }
    return air > most * points;
  }
}

package org.cdssl.collection.phantom;

import org.cdssl.image.Geometry;
import org.cdssl.image.Volume;

/// One generated patient on one grid.
///
/// `volume` is in HU, whole numbers -1024 to 3071, RAS+ with spacing in its geometry. `mask` is
/// parallel to its voxels and holds {@link Organ#code()}. `shape` is the class. The patient depends
/// on (seed, index) alone; grids differ only in how they sample it.
public record Phantom(long seed, int index, MassShape shape, Volume volume, byte[] mask) {
  /// The phantom on a grid centred on the scanner's isocentre; the pose decides how much of chest
  /// and abdomen lies in it. A grid of 250 mm in z shows the whole mass, one of 200 mm its centre.
  public static Phantom generate(long seed, int index, PhantomGrid grid) {
    return render(seed, index, grid, Anatomy.draw(seed, index), grid.centredOn(0, 0, 0));
  }

  /// A crop around the mass, its centre moved by up to 6 mm along each axis: small inputs for
  /// classification, cheaper than a whole volume.
  public static Phantom aroundMass(long seed, int index, PhantomGrid grid) {
    Anatomy anatomy = Anatomy.draw(seed, index);
    double[] c = anatomy.massWorldMm();
    Draws draws = new Draws(seed, index, "crop");
    Geometry geometry =
        grid.centredOn(
            c[0] + draws.between(-6, 6), c[1] + draws.between(-6, 6), c[2] + draws.between(-6, 6));
    return render(seed, index, grid, anatomy, geometry);
  }

  static Phantom render(
      long seed, int index, PhantomGrid grid, Anatomy anatomy, Geometry geometry) {
    Painter painter = paint(anatomy, grid, geometry);
    ScanFinish.apply(painter.hu, painter.mask, grid, seed, index);
    Volume volume = new Volume(grid.nx(), grid.ny(), grid.nz(), painter.hu, geometry);
    return new Phantom(seed, index, MassShape.of(seed, index), volume, painter.mask);
  }

  static Painter paint(Anatomy anatomy, PhantomGrid grid, Geometry geometry) {
    Painter painter = new Painter(grid, geometry, anatomy.pose());
    for (Part part : anatomy.parts()) {
      painter.paint(part);
    }
    return painter;
  }

  /// The mask as a volume on the same grid, for writers.
  public Volume maskVolume() {
    float[] codes = new float[mask.length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = mask[i];
    }
    return new Volume(volume.nx(), volume.ny(), volume.nz(), codes, volume.geometry());
  }

  /// Number of voxels of an organ in the mask.
  public int voxelsOf(Organ organ) {
    int n = 0;
    for (byte b : mask) {
      if (b == organ.code()) {
        n++;
      }
    }
    return n;
  }
}

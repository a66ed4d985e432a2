package org.cdssl.report;

import java.util.List;
import java.util.TreeSet;
import org.cdssl.config.Size3;

/// Which cuts of a volume stand for the whole, and how large they are shown.
final class Cuts {
  private Cuts() {}

  record Cut(String name, Plane plane) {}

  /// The axial, coronal and sagittal centre cuts.
  static List<Cut> centre(float[] volume, Size3 size) {
    return List.of(
        new Cut("axial", Plane.axial(volume, size, size.d() / 2)),
        new Cut("coronal", Plane.coronal(volume, size, size.h() / 2)),
        new Cut("sagittal", Plane.sagittal(volume, size, size.w() / 2)));
  }

  /// The slices at `depths`.
  static List<Cut> slices(float[] volume, Size3 size) {
    return depths(size.d()).stream()
        .map(d -> new Cut("slice " + d, Plane.slice(volume, size, d)))
        .toList();
  }

  /// Quarter, centre (D/2), three quarters; fewer where they coincide.
  static List<Integer> depths(int d) {
    return List.copyOf(new TreeSet<>(List.of(d / 4, d / 2, 3 * d / 4)));
  }

  /// Cuts as tiles of one scale, the largest about `box` pixels: averaged down where it is larger,
  /// each value repeated where it fits several times.
  static List<Montage.Tile> tiles(List<Cut> cuts, int box, Window window) {
    int largest =
        cuts.stream().mapToInt(c -> Math.max(c.plane.width(), c.plane.height())).max().orElse(1);
    int shrink = Math.max(1, Math.round((float) largest / box));
    int magnify = Math.max(1, box * shrink / largest);
    return cuts.stream()
        .map(c -> new Montage.Tile(c.name, c.plane.shrunk(shrink).grey(window).magnified(magnify)))
        .toList();
  }
}

package org.cdssl.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cdssl.config.Size3;

/// What the network makes of one crop: original, corrupted input, restoration, one row each.
///
/// Of an X-ray (a pseudo-3D volume) three slices are shown, the centre one in the middle; of a
/// volume the axial, coronal and sagittal centre cuts. Original and restoration share the
/// original's range from black to white, so that they can be compared; the corrupted input is
/// normalised to mean 0 and standard deviation 1 and has its own range.
public final class RestorationPicture {
  private static final int TILE = 128;

  private RestorationPicture() {}

  /// Writes the picture and its side file (`.json` instead of `.png`).
  ///
  /// @param title as the report shows it above the picture
  /// @param original the target `[D, H, W]`, intensities in [0, 1]
  /// @param corrupted the network's input, same shape
  /// @param restored the network's output, same shape
  /// @param flat whether this is a pseudo-3D volume of an X-ray
  public static void write(
      Path png,
      String title,
      float[] original,
      float[] corrupted,
      float[] restored,
      Size3 size,
      boolean flat)
      throws IOException {
    Window shared = Window.of(original);
    Window own = Window.of(corrupted);
    Montage.rows(
            row("original", original, size, flat, shared, true),
            row("corrupted input", corrupted, size, flat, own, false),
            row("restoration", restored, size, flat, shared, false))
        .write(png);
    String shown =
        flat
            ? "Slices "
                + String.join(", ", Cuts.depths(size.d()).stream().map(String::valueOf).toList())
                + " of "
                + size.d()
                + " (counted from 0) of a pseudo-3D crop of one X-ray"
            : "Axial, coronal and sagittal centre cuts through a crop of one volume";
    SideFile.write(
        png,
        title,
        shown
            + " ("
            + Numbers.size(size)
            + " voxels, H × W × D). Rows: the original, which is the target; the corrupted input;"
            + " the restoration by the network. Black to white: original and restoration "
            + shared.text()
            + ", input "
            + own.text()
            + ". Mean squared error of this restoration: "
            + Numbers.text(meanSquaredError(restored, original))
            + ".");
  }

  private static Montage.Row row(
      String name, float[] volume, Size3 size, boolean flat, Window window, boolean labels) {
    List<Montage.Tile> tiles =
        Cuts.tiles(flat ? Cuts.slices(volume, size) : Cuts.centre(volume, size), TILE, window);
    if (!labels) {
      tiles = tiles.stream().map(t -> new Montage.Tile("", t.image())).toList();
    }
    return new Montage.Row(name, tiles);
  }

  static double meanSquaredError(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return sum / a.length;
  }
}

package org.cdssl.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cdssl.config.Size3;
import org.cdssl.image.PreparedImage;

/// Pictures of the data: prepared images, and slices of pseudo-3D volumes.
public final class SamplePictures {
  private static final int FLAT_TILE = 224;
  private static final int CUT_TILE = 160;
  private static final int SLICE_TILE = 96;
  private static final int SLICES_A_ROW = 5;
  private static final int MOST_SLICES = 25;

  private SamplePictures() {}

  /// A picture of some images, with its side file. X-rays stand side by side; a volume takes a row
  /// with its axial, coronal and sagittal centre cuts. Intensity 0 is black, 1 white.
  ///
  /// @param images at least one; X-rays, volumes or both
  public static void write(Path png, String title, List<PreparedImage> images) throws IOException {
    List<Montage.Row> rows = new ArrayList<>();
    List<Montage.Tile> flat = new ArrayList<>();
    int volumes = 0;
    for (PreparedImage image : images) {
      float[] values = intensities(image);
      if (image.flat()) {
        Plane plane = new Plane(image.nx(), image.ny(), values);
        flat.addAll(Cuts.tiles(List.of(new Cuts.Cut(image.id(), plane)), FLAT_TILE, Window.UNIT));
      } else {
        volumes++;
        List<Cuts.Cut> cuts = Cuts.centre(values, new Size3(image.nz(), image.ny(), image.nx()));
        rows.add(new Montage.Row(image.id(), Cuts.tiles(cuts, CUT_TILE, Window.UNIT)));
      }
    }
    // about a square, which suits wide and narrow screens
    int row = Math.clamp((int) Math.ceil(Math.sqrt(flat.size())), 1, 4);
    for (int i = 0; i < flat.size(); i += row) {
      rows.add(i / row, new Montage.Row("", flat.subList(i, Math.min(flat.size(), i + row))));
    }
    Montage.rows(rows).write(png);
    SideFile.write(png, title, caption(images, flat.size(), volumes));
  }

  /// All slices of a pseudo-3D volume, five a row (of more than 25 evenly chosen ones), with its
  /// side file.
  ///
  /// @param volume `[D, H, W]`, intensities in [0, 1]
  public static void writePseudoVolume(Path png, String title, float[] volume, Size3 size)
      throws IOException {
    int stride = (size.d() + MOST_SLICES - 1) / MOST_SLICES;
    List<Cuts.Cut> slices = new ArrayList<>();
    for (int d = 0; d < size.d(); d += stride) {
      slices.add(new Cuts.Cut("d = " + d, Plane.slice(volume, size, d)));
    }
    List<Montage.Tile> tiles = Cuts.tiles(slices, SLICE_TILE, Window.UNIT);
    List<Montage.Row> rows = new ArrayList<>();
    for (int i = 0; i < tiles.size(); i += SLICES_A_ROW) {
      rows.add(new Montage.Row("", tiles.subList(i, Math.min(tiles.size(), i + SLICES_A_ROW))));
    }
    Montage.rows(rows).write(png);
    SideFile.write(
        png,
        title,
        (stride == 1 ? "All " + size.d() + " slices" : "One of every " + stride + " slices")
            + " of the pseudo-3D volume ("
            + Numbers.size(size)
            + " voxels, H × W × D) made from one X-ray, by depth d, row by row."
            + " Each slice is the image shifted by another offset of the window;"
            + " intensity 0 is black, 1 white.");
  }

  private static String caption(List<PreparedImage> images, int flat, int volumes) {
    List<String> sizes =
        images.stream()
            .map(i -> i.flat() ? i.nx() + " × " + i.ny() : i.nx() + " × " + i.ny() + " × " + i.nz())
            .distinct()
            .toList();
    String what =
        flat == 0
            ? plural(volumes, "volume")
            : volumes == 0
                ? plural(flat, "X-ray")
                : plural(flat, "X-ray") + " and " + plural(volumes, "volume");
    return what
        + " as training gets "
        + (flat + volumes == 1 ? "it" : "them")
        + ", whole, before any crop or corruption"
        + (volumes > 0
            ? "; of a volume the axial, coronal and sagittal centre cuts, the patient's right on"
                + " the left of the picture"
            : "")
        + ". Size in voxels: "
        + (sizes.size() > 4 ? "various" : String.join(", ", sizes))
        + ". Intensity 0 is black, 1 white.";
  }

  private static String plural(int count, String word) {
    return count + " " + word + (count == 1 ? "" : "s");
  }

  private static float[] intensities(PreparedImage image) {
    short[] values = image.values();
    float[] intensities = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      intensities[i] = (values[i] & 0xffff) / PreparedImage.FULL_SCALE;
    }
    return intensities;
  }
}

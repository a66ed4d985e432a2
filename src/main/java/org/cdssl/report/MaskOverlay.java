package org.cdssl.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cdssl.config.Size3;

/// A segmented case as a picture: one row each for an axial, a coronal and a sagittal cut, in it
/// the image, the image with the reference, and the image with the prediction. Every class has a
/// colour; its outline is drawn full, its inside lightly.
public final class MaskOverlay {
  /// Colours of the classes from 1 on, in turn; told apart by the colour-blind (Okabe and Ito
  /// 2008).
  private static final int[] COLOURS = {
    0xe69f00, 0x56b4e9, 0x009e73, 0xf0e442, 0x0072b2, 0xd55e00, 0xcc79a7
  };

  private static final String[] COLOUR_NAMES = {
    "orange", "light blue", "green", "yellow", "blue", "red", "pink"
  };

  private static final double INSIDE = 0.25;
  private static final int BOX = 220;

  private final Size3 size;
  private final float[] image;
  private final byte[] reference;
  private final byte[] prediction;

  /// @param image intensities, `[D, H, W]` in RAS+
  /// @param reference a class a voxel
  /// @param prediction a class a voxel
  public MaskOverlay(Size3 size, float[] image, byte[] reference, byte[] prediction) {
    Plane.check(image, size);
    this.size = size;
    this.image = image;
    this.reference = reference;
    this.prediction = prediction;
  }

  /// Writes `name.png` and its side file.
  ///
  /// @param classes names of the labels from 1 on
  public void write(Path folder, String name, String title, String about, List<String> classes)
      throws IOException {
    Png.write(draw(title), folder.resolve(name + ".png"));
    StringBuilder key = new StringBuilder();
    for (int c = 0; c < classes.size(); c++) {
      key.append(c == 0 ? "" : ", ")
          .append(COLOUR_NAMES[c % COLOUR_NAMES.length])
          .append(": ")
          .append(classes.get(c));
    }
    SideFile.write(
        folder.resolve(name + ".png"),
        title,
        about
            + " From left to right image, reference, prediction, cut where they differ most; "
            + key
            + ".");
  }

  /// The whole picture.
  public RgbImage draw(String title) {
    int[] at = cuts();
    float[] truth = floats(reference);
    float[] called = floats(prediction);
    Window window = Window.of(image);
    RgbImage[][] tiles = new RgbImage[3][];
    for (int axis = 0; axis < 3; axis++) {
      GreyImage grey = cut(axis, image, at[axis]).grey(window);
      int factor = Math.max(1, BOX / Math.max(grey.width(), grey.height()));
      Plane a = cut(axis, truth, at[axis]);
      Plane b = cut(axis, called, at[axis]);
      tiles[axis] =
          new RgbImage[] {
            RgbImage.of(grey.magnified(factor)), over(grey, a, factor), over(grey, b, factor)
          };
    }
    return sheet(title, tiles);
  }

  private static RgbImage sheet(String title, RgbImage[][] rows) {
    int gap = Montage.GAP;
    int width = 0;
    int height = gap + Lettering.LINE;
    for (RgbImage[] row : rows) {
      width = Math.max(width, gap + row.length * (row[0].width() + gap));
      height += row[0].height() + gap;
    }
    RgbImage sheet = RgbImage.of(GreyImage.filled(width, height, Montage.GROUND));
    int shown = width;
    Lettering.line(title, shown - 2 * gap, Montage.GROUND, 235)
        .ifPresent(line -> RgbImage.of(line).drawInto(sheet, gap, gap / 2));
    int top = gap + Lettering.LINE;
    for (RgbImage[] row : rows) {
      int left = gap;
      for (RgbImage tile : row) {
        tile.drawInto(sheet, left, top);
        left += tile.width() + gap;
      }
      top += row[0].height() + gap;
    }
    return sheet;
  }

  private static RgbImage over(GreyImage grey, Plane labels, int factor) {
    RgbImage out = RgbImage.of(grey.magnified(factor));
    for (int y = 0; y < out.height(); y++) {
      for (int x = 0; x < out.width(); x++) {
        int label = label(labels, x, y, factor);
        if (label > 0) {
          boolean edge =
              label != label(labels, x - 1, y, factor)
                  || label != label(labels, x + 1, y, factor)
                  || label != label(labels, x, y - 1, factor)
                  || label != label(labels, x, y + 1, factor);
          out.mix(x, y, COLOURS[(label - 1) % COLOURS.length], edge ? 1 : INSIDE);
        }
      }
    }
    return out;
  }

  private static int label(Plane labels, int x, int y, int factor) {
    boolean inside =
        x >= 0 && y >= 0 && x < labels.width() * factor && y < labels.height() * factor;
    return inside ? (int) labels.values()[y / factor * labels.width() + x / factor] : 0;
  }

  private Plane cut(int axis, float[] volume, int at) {
    return switch (axis) {
      case 0 -> Plane.axial(volume, size, at);
      case 1 -> Plane.coronal(volume, size, at);
      default -> Plane.sagittal(volume, size, at);
    };
  }

  /// Where reference and prediction differ in most voxels; where they agree, where the reference
  /// has most; the middle where it has none.
  private int[] cuts() {
    int[] extent = {size.d(), size.h(), size.w()};
    long[][] score = {new long[size.d()], new long[size.h()], new long[size.w()]};
    for (int z = 0, i = 0; z < size.d(); z++) {
      for (int y = 0; y < size.h(); y++) {
        for (int x = 0; x < size.w(); x++, i++) {
          long points =
              (reference[i] == prediction[i] ? 0 : 1L << 20) + (reference[i] == 0 ? 0 : 1);
          score[0][z] += points;
          score[1][y] += points;
          score[2][x] += points;
        }
      }
    }
    int[] at = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      at[axis] = extent[axis] / 2;
      for (int k = 0; k < extent[axis]; k++) {
        if (score[axis][k] > score[axis][at[axis]]) {
          at[axis] = k;
        }
      }
    }
    return at;
  }

  private static float[] floats(byte[] labels) {
    float[] values = new float[labels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = labels[i] & 0xff;
    }
    return values;
  }
}

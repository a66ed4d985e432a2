package org.cdssl.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Grey pictures in titled rows on a dark ground, as one picture.
///
/// Each row is its title (where it has one), a line of labels (where a tile has one) and its tiles
/// side by side, aligned at the top. Where the machine cannot draw text the lines are left out.
public final class Montage {
  /// A picture with a label above; the label may be empty.
  public record Tile(String label, GreyImage image) {}

  /// Tiles side by side under a title; the title may be empty.
  public record Row(String title, List<Tile> tiles) {
    public Row {
      tiles = List.copyOf(tiles);
    }
  }

  static final int GAP = 6;
  static final int GROUND = 22;
  private static final int TITLE_INK = 235;
  private static final int LABEL_INK = 160;

  private final List<Row> rows;

  private Montage(List<Row> rows) {
    this.rows = rows;
  }

  /// @throws IllegalArgumentException where there is no tile at all
  public static Montage rows(List<Row> rows) {
    if (rows.stream().allMatch(r -> r.tiles.isEmpty())) {
      throw new IllegalArgumentException("a montage needs at least one tile");
    }
    return new Montage(List.copyOf(rows));
  }

  public static Montage rows(Row... rows) {
    return rows(List.of(rows));
  }

  public void write(Path png) throws IOException {
    Png.write(draw(), png);
  }

  /// The whole as one picture.
  public GreyImage draw() {
    int width = rows.stream().mapToInt(Montage::width).max().orElse(0);
    boolean text = canDraw();
    int height = GAP;
    for (Row row : rows) {
      height += titleHeight(row, text) + labelHeight(row, text) + tileHeight(row) + GAP;
    }
    GreyImage canvas = GreyImage.filled(width, height, GROUND);
    int top = GAP;
    for (Row row : rows) {
      if (titleHeight(row, text) > 0) {
        write(canvas, row.title, GAP, top, width - 2 * GAP, TITLE_INK);
        top += Lettering.LINE;
      }
      int left = GAP;
      boolean labels = labelHeight(row, text) > 0;
      for (Tile tile : row.tiles) {
        if (labels) {
          write(canvas, tile.label, left, top, tile.image.width(), LABEL_INK);
        }
        tile.image.drawInto(canvas, left, top + (labels ? Lettering.LINE : 0));
        left += tile.image.width() + GAP;
      }
      top += labelHeight(row, text) + tileHeight(row) + GAP;
    }
    return canvas;
  }

  private static void write(GreyImage canvas, String text, int left, int top, int width, int ink) {
    Lettering.line(text, width, GROUND, ink).ifPresent(line -> line.drawInto(canvas, left, top));
  }

  /// Tries once, so that no empty lines are left where text cannot be drawn.
  private static boolean canDraw() {
    Optional<GreyImage> probe = Lettering.line("x", Lettering.LINE, 0, 255);
    return probe.isPresent();
  }

  private static int width(Row row) {
    return GAP + row.tiles.stream().mapToInt(t -> t.image.width() + GAP).sum();
  }

  private static int titleHeight(Row row, boolean text) {
    return text && !row.title.isEmpty() ? Lettering.LINE : 0;
  }

  private static int labelHeight(Row row, boolean text) {
    return text && row.tiles.stream().anyMatch(t -> !t.label.isEmpty()) ? Lettering.LINE : 0;
  }

  private static int tileHeight(Row row) {
    return row.tiles.stream().mapToInt(t -> t.image.height()).max().orElse(0);
  }
}

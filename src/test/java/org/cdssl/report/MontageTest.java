package org.cdssl.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MontageTest {
  private static final int GAP = Montage.GAP;

  @Test
  void tilesStandSideBySideAndRowsBelowEachOther() {
    GreyImage montage =
        Montage.rows(
                row("", tile("", 20, 10, 100), tile("", 30, 5, 150)), row("", tile("", 8, 4, 200)))
            .draw();
    assertThat(montage.width()).isEqualTo(GAP + 20 + GAP + 30 + GAP);
    assertThat(montage.height()).isEqualTo(GAP + 10 + GAP + 4 + GAP);
    for (int y = 0; y < montage.height(); y++) {
      for (int x = 0; x < montage.width(); x++) {
        int expected = Montage.GROUND;
        if (inside(x, y, GAP, GAP, 20, 10)) {
          expected = 100;
        } else if (inside(x, y, GAP + 20 + GAP, GAP, 30, 5)) {
          expected = 150;
        } else if (inside(x, y, GAP, GAP + 10 + GAP, 8, 4)) {
          expected = 200;
        }
        assertThat(montage.at(x, y)).as(x + ", " + y).isEqualTo(expected);
      }
    }
  }

  @Test
  void titlesAndLabelsAreDrawnAboveTheirTiles() {
    GreyImage montage = Montage.rows(row("Title", tile("label", 60, 10, 100))).draw();
    if (!Lettering.available()) {
      assertThat(montage.height()).isEqualTo(GAP + 10 + GAP);
      return;
    }
    assertThat(montage.height()).isEqualTo(GAP + 2 * Lettering.LINE + 10 + GAP);
    assertThat(brightest(montage, GAP, GAP + Lettering.LINE)).isGreaterThan(180);
    assertThat(brightest(montage, GAP + Lettering.LINE, GAP + 2 * Lettering.LINE))
        .isBetween(110, 160);
    assertThat(montage.at(GAP, GAP + 2 * Lettering.LINE)).isEqualTo(100);
  }

  @Test
  void textThatIsTooLongIsCutAtTheTile() {
    GreyImage montage =
        Montage.rows(
                row(
                    "a title that is much longer than its little row",
                    tile("a label that is longer than its tile", 40, 10, 100)))
            .draw();
    assertThat(montage.width()).isEqualTo(GAP + 40 + GAP);
    for (int y = 0; y < montage.height(); y++) {
      for (int x = GAP + 40; x < montage.width(); x++) {
        assertThat(montage.at(x, y)).isEqualTo(Montage.GROUND);
      }
    }
  }

  @Test
  void aMontageOfNothingIsRefused() {
    assertThatThrownBy(() -> Montage.rows(row("empty")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static int brightest(GreyImage image, int top, int bottom) {
    int brightest = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = 0; x < image.width(); x++) {
        brightest = Math.max(brightest, image.at(x, y));
      }
    }
    return brightest;
  }

  private static boolean inside(int x, int y, int left, int top, int width, int height) {
    return x >= left && x < left + width && y >= top && y < top + height;
  }

  private static Montage.Row row(String title, Montage.Tile... tiles) {
    return new Montage.Row(title, List.of(tiles));
  }

  private static Montage.Tile tile(String label, int width, int height, int level) {
    return new Montage.Tile(label, GreyImage.filled(width, height, level));
  }
}

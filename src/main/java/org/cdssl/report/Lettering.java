package org.cdssl.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Optional;

/// Draws a line of text as a grey picture, light on dark.
///
/// AWT needs fonts and, on Linux, fontconfig; a bare machine or a slim container has neither, and
/// then AWT fails with an `Error` at first use. Training must not stop over a caption: from the
/// first failure on there is no text, and the side file of the picture still says what it shows.
final class Lettering {
  /// Height of a line in pixels.
  static final int LINE = 18;

  private static volatile boolean available = true;

  private Lettering() {}

  static boolean available() {
    return available;
  }

  /// The text in a strip of `LINE` pixels' height, at most `width` wide (cut with an ellipsis), on
  /// the grey level `paper` in the grey level `ink`; nothing where text cannot be drawn.
  static Optional<GreyImage> line(String text, int width, int paper, int ink) {
    if (!available || text.isEmpty() || width < 8) {
      return Optional.empty();
    }
    try {
      return Optional.of(Awt.draw(text, width, paper, ink));
    } catch (LinkageError | InternalError | RuntimeException _) {
      available = false;
      return Optional.empty();
    }
  }

  /// Apart, so that this class loads where there is no AWT at all.
  private static final class Awt {
    private Awt() {}

    static GreyImage draw(String text, int width, int paper, int ink) {
      BufferedImage image = new BufferedImage(width, LINE, BufferedImage.TYPE_INT_RGB);
      Graphics2D g = image.createGraphics();
      try {
        g.setColor(new Color(paper, paper, paper));
        g.fillRect(0, 0, width, LINE);
        g.setColor(new Color(ink, ink, ink));
        g.setRenderingHint(
            RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        FontMetrics metrics = g.getFontMetrics();
        g.drawString(fitted(text, width, metrics), 0, metrics.getAscent() + 1);
        byte[] levels = new byte[width * LINE];
        int[] rgb = image.getRGB(0, 0, width, LINE, null, 0, width);
        for (int i = 0; i < levels.length; i++) {
          levels[i] = (byte) rgb[i];
        }
        return new GreyImage(width, LINE, levels);
      } finally {
        g.dispose();
      }
    }

    private static String fitted(String text, int width, FontMetrics metrics) {
      if (metrics.stringWidth(text) <= width) {
        return text;
      }
      String cut = text;
      while (!cut.isEmpty() && metrics.stringWidth(cut + "…") > width) {
        cut = cut.substring(0, cut.length() - 1);
      }
      return cut.strip() + "…";
    }
  }
}

package org.cdssl.image.format.raster;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.cdssl.CdsslException;
import org.cdssl.image.Image2d;
import org.cdssl.storage.AtomicFile;

/// Writes grey PNG: 8 bit where every pixel, brought to the full scale 255, is a whole number, else
/// 16 bit with rounding (to 1/131070 of the full scale).
public final class PngWriter {
  private PngWriter() {}

  /// @throws CdsslException for a pixel that is not within 0 and the image's full scale
  public static void write(Path file, Image2d image) throws IOException {
    boolean eightBit = true;
    for (float pixel : image.pixels()) {
      if (!(pixel >= 0 && pixel <= image.fullScale())) {
        throw CdsslException.data(
            "%s: the pixel value %s is not within 0 and %s, so PNG cannot hold it; write .npy"
                .formatted(file, pixel, image.fullScale()));
      }
      double scaled = pixel * 255.0 / image.fullScale();
      eightBit &= Math.abs(scaled - Math.rint(scaled)) < 1e-6;
    }
    BufferedImage out =
        new BufferedImage(
            image.width(),
            image.height(),
            eightBit ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_USHORT_GRAY);
    double scale = (eightBit ? 255.0 : 65535.0) / image.fullScale();
    WritableRaster raster = out.getRaster();
    int[] row = new int[image.width()];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < row.length; x++) {
        row[x] = (int) Math.rint(image.at(x, y) * scale);
      }
      raster.setPixels(0, y, row.length, 1, row);
    }
    AtomicFile.stream(
        file,
        stream -> {
          ImageIO.setUseCache(false);
          if (!ImageIO.write(out, "png", stream)) {
            throw new IOException("this Java has no PNG writer");
          }
        });
  }
}

package org.cdssl.image.format.raster;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageHeader;
import org.cdssl.image.format.ImageReader;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.VoxelSink;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.Voxels;

/// Reads PNG: 1, 2, 4, 8 and 16 bit grey, grey with alpha, RGB, RGBA and palette, interlaced or
/// not.
///
/// A palette image is looked up and turned to grey; transparency (alpha, tRNS) is ignored.
public final class PngReader implements ImageReader {
  @Override
  public String name() {
    return "PNG";
  }

  @Override
  public List<String> suffixes() {
    return List.of(".png");
  }

  @Override
  public boolean accepts(Path file, byte[] start) {
    return PngFile.isPng(start);
  }

  @Override
  public ImageHeader readHeader(Path file, Limits limits) throws IOException {
    return header(PngFile.read(file, limits));
  }

  private static ImageHeader header(PngFile png) {
    String colour =
        switch (png.colour()) {
          case PngFile.GREY -> "grey";
          case PngFile.RGB -> "RGB";
          case PngFile.PALETTE -> "palette";
          case PngFile.GREY_ALPHA -> "grey+alpha";
          default -> "RGBA";
        };
    VoxelType type = png.depth() == 16 ? VoxelType.UINT16 : VoxelType.UINT8;
    return new ImageHeader(
        "PNG, " + colour,
        "uint" + png.depth(),
        type,
        png.width(),
        png.height(),
        1,
        1,
        Optional.empty(),
        png.colour() == PngFile.PALETTE ? 255 : (1 << png.depth()) - 1);
  }

  @Override
  public void readVoxels(Path file, Limits limits, VoxelSink sink) throws IOException {
    PngFile png = PngFile.read(file, limits);
    Raster raster = decode(file, png);
    int bands = raster.getNumBands();
    int[] samples = new int[png.width() * bands];
    float[] row = new float[png.width()];
    byte[] palette = png.palette();
    for (int y = 0; y < png.height(); y++) {
      raster.getPixels(0, y, png.width(), 1, samples);
      for (int x = 0; x < png.width(); x++) {
        int at = x * bands;
        row[x] =
            switch (png.colour()) {
              case PngFile.GREY, PngFile.GREY_ALPHA -> samples[at];
              case PngFile.PALETTE -> grey(file, palette, samples[at]);
              default -> Luma.of(samples[at], samples[at + 1], samples[at + 2]);
            };
      }
      sink.accept(row, row.length);
    }
  }

  private static float grey(Path file, byte[] palette, int index) throws FormatException {
    if (3 * index + 2 >= palette.length) {
      throw new FormatException(file, "is damaged: a pixel points beyond its palette");
    }
    return Luma.of(
        palette[3 * index] & 0xff, palette[3 * index + 1] & 0xff, palette[3 * index + 2] & 0xff);
  }

  private static Raster decode(Path file, PngFile png) throws FormatException {
    javax.imageio.ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(png.essential()))) {
      reader.setInput(in, true, true);
      Raster raster = reader.read(0).getRaster();
      if (raster.getWidth() != png.width() || raster.getHeight() != png.height()) {
        throw new FormatException(file, "could not be decoded to its declared size");
      }
      return raster;
    } catch (FormatException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new FormatException(file, "is damaged: " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      // one large pixel array that does not fit leaves the JVM whole
      throw new FormatException(file, Voxels.needsMemory(8L * png.width() * png.height()), e);
    } finally {
      reader.dispose();
    }
  }
}

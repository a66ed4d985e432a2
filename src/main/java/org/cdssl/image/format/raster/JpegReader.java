package org.cdssl.image.format.raster;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
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

/// Reads 8-bit JPEG, baseline and progressive: grey, colour (YCbCr or RGB), CMYK and YCCK; decoded
/// by TwelveMonkeys' ImageIO plug-in. CMYK becomes RGB first, by its profile where it has one.
public final class JpegReader implements ImageReader {
  @Override
  public String name() {
    return "JPEG";
  }

  @Override
  public List<String> suffixes() {
    return List.of(".jpg", ".jpeg");
  }

  @Override
  public boolean accepts(Path file, byte[] start) {
    return JpegFile.isJpeg(start);
  }

  @Override
  public ImageHeader readHeader(Path file, Limits limits) throws IOException {
    JpegFile jpeg = JpegFile.read(file, limits);
    String colour =
        switch (jpeg.components()) {
          case 1 -> "grey";
          case 3 -> "colour";
          default -> "CMYK";
        };
    return new ImageHeader(
        "JPEG, " + colour,
        "uint8",
        VoxelType.UINT8,
        jpeg.width(),
        jpeg.height(),
        1,
        1,
        Optional.empty(),
        255);
  }

  @Override
  public void readVoxels(Path file, Limits limits, VoxelSink sink) throws IOException {
    JpegFile jpeg = JpegFile.read(file, limits);
    Raster raster = decode(file, jpeg);
    int bands = raster.getNumBands();
    int[] samples = new int[jpeg.width() * bands];
    float[] row = new float[jpeg.width()];
    for (int y = 0; y < jpeg.height(); y++) {
      raster.getPixels(0, y, jpeg.width(), 1, samples);
      for (int x = 0, at = 0; x < jpeg.width(); x++, at += bands) {
        row[x] = bands < 3 ? samples[at] : Luma.of(samples[at], samples[at + 1], samples[at + 2]);
      }
      sink.accept(row, row.length);
    }
  }

  private static Raster decode(Path file, JpegFile jpeg) throws FormatException {
    javax.imageio.ImageReader reader = decoder();
    String[] damage = {null};
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg.content()))) {
      reader.setInput(in, true, true);
      reader.addIIOReadWarningListener((_, warning) -> {
        // libjpeg goes on with made-up pixels; its other warnings are about harmless headers
        if (warning.contains("Corrupt JPEG data") || warning.contains("Premature end")) {
          damage[0] = warning;
        }
      });
      BufferedImage image = reader.read(0);
      if (damage[0] != null) {
        throw new FormatException(file, "is damaged: " + damage[0]);
      }
      if (image.getWidth() != jpeg.width() || image.getHeight() != jpeg.height()) {
        throw new FormatException(file, "could not be decoded to its declared size");
      }
      return image.getRaster();
    } catch (FormatException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new FormatException(file, "is damaged: " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      // one large pixel array that does not fit leaves the JVM whole
      throw new FormatException(file, Voxels.needsMemory(4L * jpeg.width() * jpeg.height()), e);
    } finally {
      reader.dispose();
    }
  }

  /// The plug-in if it is there (it reads CMYK), else what the JDK has.
  private static javax.imageio.ImageReader decoder() {
    Iterator<javax.imageio.ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
    javax.imageio.ImageReader reader = readers.next();
    while (!reader.getClass().getName().startsWith("com.twelvemonkeys.") && readers.hasNext()) {
      reader = readers.next();
    }
    return reader;
  }
}

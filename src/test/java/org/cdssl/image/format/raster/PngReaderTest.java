package org.cdssl.image.format.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.cdssl.image.Image2d;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.LoadedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PngReaderTest {
  private static final int[][] KINDS = {
    {0, 1}, {0, 2}, {0, 4}, {0, 8}, {0, 16}, {2, 8}, {2, 16}, {3, 1}, {3, 2}, {3, 4}, {3, 8},
    {4, 8}, {4, 16}, {6, 8}, {6, 16}
  };

  @TempDir Path folder;

  private Image2d read(byte[] content) throws IOException {
    return ((LoadedImage.Flat) ImageFiles.read(Files.write(folder.resolve("a.png"), content)))
        .image();
  }

  @Test
  void everyColourTypeAndDepthGivesItsStoredValuesInterlacedOrNot() throws IOException {
    Random random = new Random(3);
    for (int[] kind : KINDS) {
      for (boolean interlaced : new boolean[] {false, true}) {
        int colour = kind[0];
        int depth = kind[1];
        int bands = colour == 2 ? 3 : colour == 4 ? 2 : colour == 6 ? 4 : 1;
        int[][] samples = new int[11][13 * bands];
        for (int[] row : samples) {
          Arrays.setAll(row, _ -> random.nextInt(1 << depth));
        }
        byte[] palette = new byte[3 << Math.min(depth, 8)];
        random.nextBytes(palette);
        PngFiles png =
            new PngFiles()
                .chunk("IHDR", PngFiles.ihdr(13, 11, depth, colour, interlaced))
                .chunk("gAMA", new byte[] {0, 0, 0x40, 0}); // must change nothing
        if (colour == 3) {
          png.chunk("PLTE", palette).chunk("tRNS", new byte[] {0, 100});
        } else if (colour == 0) {
          png.chunk("tRNS", new byte[] {0, 1});
        }
        byte[] data = PngFiles.deflate(PngFiles.rows(samples, bands, depth, interlaced));
        // image data may be cut into chunks anywhere
        png.chunk("IDAT", Arrays.copyOf(data, 5))
            .chunk("IDAT", Arrays.copyOfRange(data, 5, data.length))
            .chunk("IEND", new byte[0]);
        Image2d image = read(png.bytes());
        String what = "colour %d, %d bits, interlaced %s".formatted(colour, depth, interlaced);
        assertThat(image.fullScale()).as(what).isEqualTo(colour == 3 ? 255 : (1 << depth) - 1);
        for (int y = 0; y < 11; y++) {
          for (int x = 0; x < 13; x++) {
            int[] row = samples[y];
            double expected =
                switch (colour) {
                  case 0, 4 -> row[x * bands];
                  case 3 ->
                      luma(
                          palette[3 * row[x]] & 0xff,
                          palette[3 * row[x] + 1] & 0xff,
                          palette[3 * row[x] + 2] & 0xff);
                  default -> luma(row[x * bands], row[x * bands + 1], row[x * bands + 2]);
                };
            assertThat((double) image.at(x, y)).as(what).isCloseTo(expected, within(0.005));
          }
        }
      }
    }
  }

  private static double luma(int r, int g, int b) {
    return 0.299 * r + 0.587 * g + 0.114 * b;
  }

  @Test
  void damageOfEveryKindIsRefusedWithItsReason() throws IOException {
    byte[] data = PngFiles.deflate(new byte[] {0, 1, 2, 0, 3, 4});
    byte[] good = PngFiles.small();
    assertThat(read(good).pixels()).containsExactly(1, 2, 3, 4);
    byte[] signature = good.clone();
    signature[1] = 'p';
    assertRefused(signature, "signature");
    byte[] crc = good.clone();
    crc[20]++;
    assertRefused(crc, "CRC of its IHDR");
    assertRefused(Arrays.copyOf(good, good.length - 12), "IEND");
    assertRefused(Arrays.copyOf(good, good.length - 20), "truncated");
    assertRefused(png(PngFiles.ihdr(2, 2, 8, 1, false), data), "colour type 1 with 8 bits");
    assertRefused(png(PngFiles.ihdr(2, 2, 3, 0, false), data), "colour type 0 with 3 bits");
    assertRefused(png(PngFiles.ihdr(2, 0, 8, 0, false), data), "2x0");
    assertRefused(png(PngFiles.ihdr(99999, 99999, 8, 0, false), data), "limit");
    assertRefused(png(PngFiles.ihdr(2, 2, 8, 3, false), data), "palette is missing");
    assertRefused(png(PngFiles.ihdr(2, 3, 8, 0, false), data), "less image data");
    assertRefused(png(PngFiles.ihdr(2, 1, 8, 0, false), data), "more image data");
    assertRefused(png(PngFiles.ihdr(2, 2, 8, 0, false), new byte[20]), "inflated");
    assertRefused(
        png(PngFiles.ihdr(2, 2, 8, 0, false), PngFiles.deflate(new byte[] {9, 1, 2, 0, 3, 4})),
        "damaged");
    assertRefused(
        new PngFiles()
            .chunk("IHDR", PngFiles.ihdr(2, 2, 8, 0, false))
            .chunk("IEND", new byte[0])
            .bytes(),
        "no image data");
    assertRefused(
        new PngFiles()
            .chunk("IHDR", PngFiles.ihdr(2, 2, 8, 3, false))
            .chunk("PLTE", new byte[6])
            .chunk("IDAT", data)
            .chunk("IEND", new byte[0])
            .bytes(),
        "beyond its palette");
  }

  private static byte[] png(byte[] header, byte[] data) {
    return new PngFiles()
        .chunk("IHDR", header)
        .chunk("IDAT", data)
        .chunk("IEND", new byte[0])
        .bytes();
  }

  private void assertRefused(byte[] content, String reason) throws IOException {
    Path file = Files.write(folder.resolve("bad.png"), content);
    assertThatThrownBy(() -> ImageFiles.read(file))
        .as(reason)
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(reason);
  }

  @Test
  void whatIsWrittenIsReadBackIn8BitWhereExactAnd16BitOtherwise() throws IOException {
    Path file = folder.resolve("w.png");
    PngWriter.write(file, new Image2d(2, 1, new float[] {0, 1}, 1));
    assertThat(ImageFiles.readHeader(file).storedType()).isEqualTo("uint8");
    assertThat(read(Files.readAllBytes(file)).pixels()).containsExactly(0, 255);
    PngWriter.write(file, new Image2d(3, 1, new float[] {0, 1, 65535}, 65535));
    assertThat(ImageFiles.readHeader(file).storedType()).isEqualTo("uint16");
    assertThat(read(Files.readAllBytes(file)).pixels()).containsExactly(0, 1, 65535);
    PngWriter.write(file, new Image2d(1, 1, new float[] {7.5f}, 255));
    assertThat(read(Files.readAllBytes(file)).pixels()[0] / 65535 * 255)
        .isCloseTo(7.5f, within(2e-3f));
    for (float bad : new float[] {-1, 256, Float.NaN}) {
      assertThatThrownBy(() -> PngWriter.write(file, new Image2d(1, 1, new float[] {bad}, 255)))
          .hasMessageContaining(".npy");
    }
  }
}

package org.cdssl.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GreyImageTest {
  @Test
  void magnificationRepeatsPixels() {
    GreyImage image = new GreyImage(2, 1, new byte[] {10, (byte) 200}).magnified(3);
    assertThat(image.width()).isEqualTo(6);
    assertThat(image.height()).isEqualTo(3);
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 6; x++) {
        assertThat(image.at(x, y)).isEqualTo(x < 3 ? 10 : 200);
      }
    }
  }

  @Test
  void anotherReaderSeesTheSamePixelsInThePng() throws Exception {
    byte[] levels = new byte[37 * 23];
    new Random(1).nextBytes(levels);
    BufferedImage read =
        ImageIO.read(new ByteArrayInputStream(Png.bytes(new GreyImage(37, 23, levels))));
    assertThat(read.getWidth()).isEqualTo(37);
    assertThat(read.getHeight()).isEqualTo(23);
    assertThat(read.getRaster().getNumBands()).isEqualTo(1);
    int[] pixels = read.getRaster().getPixels(0, 0, 37, 23, (int[]) null);
    for (int i = 0; i < levels.length; i++) {
      assertThat(pixels[i]).isEqualTo(levels[i] & 0xff);
    }
  }

  @Test
  void writingLeavesThePictureAndNothingElse(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("new/a.png");
    Png.write(GreyImage.filled(3, 2, 5), file);
    Png.write(GreyImage.filled(4, 2, 5), file);
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
    assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(4);
  }

  @Test
  void levelsMustFillThePicture() {
    assertThatThrownBy(() -> new GreyImage(2, 2, new byte[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2x2");
  }
}

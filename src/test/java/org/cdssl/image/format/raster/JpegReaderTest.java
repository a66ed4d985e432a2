package org.cdssl.image.format.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.cdssl.image.Image2d;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.LoadedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JpegReaderTest {
  @TempDir Path folder;

  static JsonNode cases() throws IOException {
    try (InputStream in = JpegReaderTest.class.getResourceAsStream("../jpeg-pillow.json")) {
      return JsonMapper.shared().readTree(in).get("cases");
    }
  }

  static byte[] content(JsonNode one) {
    return Base64.getDecoder().decode(one.get("base64").stringValue());
  }

  @Test
  void greyColourProgressiveAndCmykAgreeWithPillow() throws IOException {
    for (JsonNode one : cases()) {
      String name = one.get("name").stringValue();
      Path file = Files.write(folder.resolve(name + ".jpg"), content(one));
      Image2d image = ((LoadedImage.Flat) ImageFiles.read(file)).image();
      assertThat(image.width()).isEqualTo(24);
      assertThat(image.height()).isEqualTo(16);
      assertThat(image.fullScale()).isEqualTo(255);
      for (int i = 0; i < image.pixels().length; i++) {
        assertThat((double) image.pixels()[i])
            .as("%s, pixel %d", name, i)
            .isCloseTo(
                one.get("luma").get(i).doubleValue(), within(name.equals("grey") ? 1.0 : 2.0));
      }
    }
  }

  @Test
  void truncatedDamagedAndUnsupportedFilesAreRefused() throws IOException {
    byte[] good = content(cases().get(0));
    assertRefused(Arrays.copyOf(good, good.length - 2), "truncated");
    assertRefused(Arrays.copyOf(good, 100), "frame header");
    int frame = 0;
    while (!(good[frame] == (byte) 0xff && good[frame + 1] == (byte) 0xc0)) {
      frame++;
    }
    byte[] large = good.clone();
    large[frame + 5] = (byte) 0x7f; // height
    large[frame + 7] = (byte) 0x7f; // width
    assertRefused(large, "claims");
    byte[] deep = good.clone();
    deep[frame + 4] = 12;
    assertRefused(deep, "12 bits");
    byte[] lossless = good.clone();
    lossless[frame + 1] = (byte) 0xc3;
    assertRefused(lossless, "FFC3");
    // entropy-coded data cut out of the middle, end marker left in place
    byte[] hole = Arrays.copyOf(good, good.length - 40);
    hole[hole.length - 2] = (byte) 0xff;
    hole[hole.length - 1] = (byte) 0xd9;
    assertRefused(hole, "damaged");
  }

  private void assertRefused(byte[] content, String reason) throws IOException {
    Path file = Files.write(folder.resolve("bad.jpg"), content);
    assertThatThrownBy(() -> ImageFiles.read(file))
        .as(reason)
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(reason);
  }
}

package org.cdssl.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LetteringTest {
  @TempDir Path folder;

  /// A program that draws a titled montage.
  static final class Drawing {
    private Drawing() {}

    public static void main(String[] args) throws Exception {
      Montage.Tile tile = new Montage.Tile("label", GreyImage.filled(40, 10, 99));
      Montage.rows(new Montage.Row("title", List.of(tile))).write(Path.of(args[0]));
      System.exit(Lettering.available() ? 7 : 0);
    }
  }

  @Test
  void aMachineThatCannotDrawTextGetsThePictureWithoutText() throws Exception {
    Path png = folder.resolve("bare.png");
    String path = place(Montage.class) + File.pathSeparator + place(LetteringTest.class);
    // a JVM without AWT fails the way a machine without fonts does, with an Error at first use
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--limit-modules",
                "java.base",
                "-cp",
                path,
                Drawing.class.getName(),
                png.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(ImageIO.read(png.toFile()).getHeight()).isEqualTo(10 + 2 * Montage.GAP);
  }

  @Test
  void aLineHasTheWidthThatIsAskedFor() {
    if (!Lettering.available()) {
      return;
    }
    GreyImage line = Lettering.line("mmmmmmmmmmmmmmmmmmmmmmmm", 60, 0, 255).orElseThrow();
    assertThat(line.width()).isEqualTo(60);
    assertThat(line.height()).isEqualTo(Lettering.LINE);
  }

  private static Path place(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}

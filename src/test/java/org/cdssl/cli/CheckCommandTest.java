package org.cdssl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.cdssl.image.Image2d;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.numpy.NpzWriter;
import org.cdssl.image.format.raster.PngWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CheckCommandTest {
  @TempDir Path folder;
  private Path images;

  private record Outcome(int code, List<String> out, String err) {}

  @BeforeEach
  void writeImages() throws IOException {
    images = Files.createDirectories(folder.resolve("images"));
    for (int i = 0; i < 3; i++) {
      float[] pixels = new float[20 * 20];
      pixels[i] = 200;
      PngWriter.write(images.resolve(i + ".png"), new Image2d(20, 20, pixels, 255));
    }
  }

  private static Outcome cdssl(Object... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream caughtOut = new ByteArrayOutputStream();
    ByteArrayOutputStream caughtErr = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(caughtOut, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(caughtErr, true, StandardCharsets.UTF_8));
      int code = Main.run(Arrays.stream(args).map(Object::toString).toArray(String[]::new));
      return new Outcome(
          code,
          caughtOut.toString(StandardCharsets.UTF_8).lines().toList(),
          caughtErr.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @Test
  void aCleanFolderEndsWithZeroAndErrorsWithThree() throws IOException {
    Outcome clean = cdssl("check", images);
    assertThat(clean.code).isEqualTo(0);
    assertThat(clean.out)
        .containsExactly("3 images of 1 source: 0 errors, 0 warnings, 0 notes; 3 files read");
    Files.write(images.resolve("bad.png"), new byte[0]);
    Outcome broken = cdssl("check", images);
    assertThat(broken.code).isEqualTo(3);
    assertThat(broken.out)
        .anyMatch(l -> l.contains("empty file"))
        .anyMatch(l -> l.contains("bad.png: has no bytes"));
  }

  @Test
  void aConfigurationSaysWhatTheImagesShouldBeAndJsonHasAllOfIt() throws IOException {
    Files.writeString(
        folder.resolve("c.yaml"),
        """
        data:
          sources:
            - name: xray
              path: images
              dimension: 3d
              modality: ct
        """);
    Path json = folder.resolve("check.json");
    Outcome first = cdssl("check", folder.resolve("c.yaml"), "--json", json);
    assertThat(first.code).isEqualTo(3);
    JsonNode document = JsonMapper.shared().readTree(Files.readString(json));
    assertThat(document.get("totals").get("errors").intValue()).isEqualTo(3);
    assertThat(document.get("totals").get("filesRead").intValue()).isEqualTo(3);
    JsonNode finding = document.get("findings").get(0);
    assertThat(finding.get("grade").stringValue()).isEqualTo("error");
    assertThat(finding.get("kind").stringValue()).isEqualTo("wrong-dimension");
    assertThat(finding.get("source").stringValue()).isEqualTo("xray");
    assertThat(finding.get("image").stringValue()).endsWith("0.png");
    assertThat(folder.resolve("check.json.journal")).exists();
    Outcome second =
        cdssl(
            "check",
            folder.resolve("c.yaml"),
            "--json",
            json,
            "--set",
            "data.sources.0.dimension=2d",
            "--set",
            "data.sources.0.modality=xray");
    assertThat(second.code).isEqualTo(0);
    assertThat(second.out.getLast()).contains("0 files read, 3 unchanged");
  }

  @Test
  void archivesAreTakenApart() throws IOException {
    Path npz = folder.resolve("m.npz");
    float[] values = {1, 2, 3, 4, 0, 0, 0, 0};
    new NpzWriter()
        .add("train_images", VoxelType.UINT8, values, 2, 2, 2)
        .add("test_images", VoxelType.UINT8, new float[] {1, 2, 3, 4}, 1, 2, 2)
        .add("train_labels", VoxelType.UINT8, new float[] {0, 1}, 2, 1)
        .write(npz);
    Outcome outcome = cdssl("check", npz, "--all");
    assertThat(outcome.code).isEqualTo(3);
    assertThat(outcome.out)
        .anyMatch(l -> l.contains("m.npz#train_images@1: every voxel is 0"))
        .anyMatch(l -> l.contains("is test and the other training"))
        .last()
        .asString()
        .startsWith("3 images of 1 source: 2 errors");
    Files.write(npz, Arrays.copyOf(Files.readAllBytes(npz), 200));
    assertThat(cdssl("check", npz).out).anyMatch(l -> l.contains("no readable NPZ archive"));
  }

  @Test
  void whatCannotBeMeantIsAUsageError() {
    assertThat(cdssl("check").code).isEqualTo(2);
    assertThat(cdssl("check", images, "--threads", 0).code).isEqualTo(2);
    assertThat(cdssl("check", images, "--set", "seed=1").code).isEqualTo(2);
    assertThat(cdssl("check", images, folder.resolve("c.yaml")).code).isEqualTo(2);
    Outcome missing = cdssl("check", folder.resolve("none"));
    assertThat(missing.code).isEqualTo(3);
    assertThat(missing.err).contains("none: no such file or folder");
    Outcome help = cdssl("check", "--help");
    assertThat(help.code).isEqualTo(0);
    assertThat(help.out).anyMatch(l -> l.contains("cdssl check my.yaml --json check.json"));
  }
}

package org.cdssl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.cdssl.image.Image2d;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.dicom.DicomWriter;
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
  void aSignalStopsItAndTheSameCommandGoesOn() throws Exception {
    int files = 400;
    for (int i = 0; i < files; i++) {
      float[] pixels = new float[256 * 256];
      for (int p = 0; p < pixels.length; p++) {
        pixels[p] = (p * 31 + i * 7) % 251;
      }
      PngWriter.write(images.resolve("s" + i + ".png"), new Image2d(256, 256, pixels, 255));
    }
    Path json = folder.resolve("check.json");
    Path journal = folder.resolve("check.json.journal");
    List<String> command =
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "org.cdssl.cli.Main",
            "check",
            images.toString(),
            "--threads",
            "1",
            "--json",
            json.toString());
    Process child =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start();
    while (child.isAlive() && (!Files.exists(journal) || Files.size(journal) < 2000)) {
      Thread.sleep(5);
    }
    new ProcessBuilder("kill", "-TERM", Long.toString(child.pid())).start().waitFor();
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(143);
    assertThat(json).doesNotExist();

    Outcome goneOn = cdssl("check", images, "--json", json);
    assertThat(goneOn.code).isZero();
    JsonNode totals = JsonMapper.shared().readTree(Files.readString(json)).get("totals");
    int known = totals.get("filesFromJournal").intValue();
    assertThat(known).isBetween(1, files + 2);
    assertThat(totals.get("filesRead").intValue() + known).isEqualTo(files + 3);
  }

  @Test
  void whatTrainingLeavesOutIsSaidAndNotChecked() throws IOException {
    Path scan = folder.resolve("luna/subset0/1.2.3.mhd");
    Files.createDirectories(scan.getParent());
    Files.writeString(scan, "no MetaImage");
    Files.write(scan.resolveSibling("1.2.3.raw"), new byte[8]);
    Files.writeString(
        folder.resolve("c.yaml"),
        """
        data:
          downstream: [nodulemnist3d]
          sources:
            - {name: luna, kind: luna16, path: luna}
            - {name: cxr, path: images, dimension: 2d, modality: xray}
        """);
    Outcome checked = cdssl("check", folder.resolve("c.yaml"), "--all");
    assertThat(checked.code).isZero();
    assertThat(checked.out)
        .anyMatch(l -> l.contains("overlap with a downstream set"))
        .anyMatch(l -> l.contains("left out 1 of 1 images because LUNA16 and NoduleMNIST3D"))
        .last()
        .asString()
        .startsWith("3 images of 1 source: 0 errors, 1 warning");
    Outcome all = cdssl("check", folder.resolve("c.yaml"), "--set", "data.downstream=[]");
    assertThat(all.code).as("the scan is broken").isEqualTo(3);
  }

  @Test
  void aSeriesIsAVolumeAndNoMemberOfAnArchive() throws IOException {
    Path series = Files.createDirectories(folder.resolve("ct/s1"));
    for (int z = 0; z < 9; z++) {
      int[] pixels = new int[81];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = 700 + (i * 7 + z * 11) % 500;
      }
      DicomWriter slice =
          DicomWriter.image(9, 9).at(0, 0, z).text(0x00080018, "UI", "2.25.5." + z).pixels(pixels);
      Files.write(series.resolve("IM" + z), slice.write());
    }
    Files.writeString(
        folder.resolve("c.yaml"),
        "data: {sources: [{name: ct, path: ct, dimension: 3d, modality: ct}]}");
    Outcome fits = cdssl("check", folder.resolve("c.yaml"), "--all");
    assertThat(fits.code).as(fits.out.toString()).isZero();
    assertThat(fits.out).last().asString().startsWith("1 image of 1 source: 0 errors");
    // an array of an archive has no spacing; a series has, and is small at 3 mm
    Outcome small =
        cdssl("check", folder.resolve("c.yaml"), "--all", "--set", "data.sources.0.spacingMm=3");
    assertThat(small.out).anyMatch(l -> l.contains("before resampling to 3.0 mm"));
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

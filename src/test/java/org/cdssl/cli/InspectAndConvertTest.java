package org.cdssl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.cdssl.image.Geometry;
import org.cdssl.image.Image2d;
import org.cdssl.image.Orientation;
import org.cdssl.image.Volume;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.LoadedImage;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.nifti.NiftiWriter;
import org.cdssl.image.format.numpy.NpyWriter;
import org.cdssl.image.format.raster.PngWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class InspectAndConvertTest {
  private static final Geometry LPS =
      new Geometry(new double[] {-2, 0, 0, 9, 0, -3, 0, 8, 0, 0, 4, 7, 0, 0, 0, 1});

  @TempDir Path folder;

  private Path volume;
  private Path flat;

  private record Outcome(int code, List<String> out, List<String> err) {}

  @BeforeEach
  void writeImages() throws IOException {
    volume = folder.resolve("ct.nii.gz");
    NiftiWriter.write(
        volume, new Volume(2, 1, 2, new float[] {-1000, 0, 40, 300}, LPS), VoxelType.INT16);
    flat = folder.resolve("xray.png");
    PngWriter.write(flat, new Image2d(2, 1, new float[] {7, 250}, 255));
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
          caughtErr.toString(StandardCharsets.UTF_8).lines().toList());
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private static JsonNode json(Outcome outcome) {
    return JsonMapper.shared().readTree(String.join("\n", outcome.out));
  }

  @Test
  void inspectTellsGeometryAndStatisticsOfTheStoredGrid() {
    Outcome outcome = cdssl("inspect", "--json", volume);
    assertThat(outcome.code).isEqualTo(0);
    JsonNode found = json(outcome);
    assertThat(found.get("storedType").stringValue()).isEqualTo("int16");
    assertThat(found.get("size").toString()).isEqualTo("[2,1,2]");
    assertThat(found.get("spacingMm").toString()).isEqualTo("[2.0,3.0,4.0]");
    assertThat(found.get("orientation").stringValue()).isEqualTo("LPS");
    assertThat(found.get("affine").get(0).get(3).doubleValue()).isEqualTo(9);
    JsonNode voxels = found.get("voxels");
    assertThat(voxels.get("min").doubleValue()).isEqualTo(-1000);
    assertThat(voxels.get("max").doubleValue()).isEqualTo(300);
    assertThat(voxels.get("mean").doubleValue()).isCloseTo(-165, within(1e-12));
    assertThat(voxels.get("count").intValue()).isEqualTo(4);
    assertThat(cdssl("inspect", volume).out).anyMatch(l -> l.contains("LPS"));
  }

  @Test
  void aBrokenFileGivesExitCode3AndOneLineThatNamesIt() throws IOException {
    byte[] content = Files.readAllBytes(volume);
    Path broken = Files.write(folder.resolve("broken.nii.gz"), Arrays.copyOf(content, 40));
    for (Outcome outcome :
        List.of(cdssl("inspect", broken), cdssl("convert", broken, folder.resolve("out.nii")))) {
      assertThat(outcome.code).isEqualTo(3);
      assertThat(outcome.out).isEmpty();
      assertThat(outcome.err).hasSize(1).first().asString().contains("broken.nii.gz");
    }
    assertThat(cdssl("inspect", folder.resolve("none.nii")).code).isEqualTo(3);
    Path text = Files.writeString(folder.resolve("notes.txt"), "hello");
    assertThat(cdssl("inspect", text).err).hasSize(1).first().asString().contains("NIfTI (");
  }

  @Test
  void aFolderIsListedWithItsBrokenFilesNamed() throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "hello");
    Files.createDirectory(folder.resolve("sub"));
    Files.copy(flat, folder.resolve("sub/second.png"));
    assertThat(cdssl("inspect", folder).code).isEqualTo(0);
    Files.write(folder.resolve("sub/broken.png"), new byte[20]);
    Outcome outcome = cdssl("inspect", folder);
    assertThat(outcome.code).isEqualTo(3);
    assertThat(outcome.out).last().isEqualTo("3 images, 1 broken, 1 other files ignored");
    assertThat(outcome.err).hasSize(1).first().asString().contains("broken.png");
    JsonNode found = json(cdssl("inspect", "--json", folder));
    assertThat(found.get("totals").toString())
        .isEqualTo("{\"images\":3,\"broken\":1,\"ignored\":1}");
    assertThat(found.get("files").size()).isEqualTo(4);
  }

  @Test
  void convertKeepsTheStoredGridUnlessAskedForRas() throws IOException {
    Path out = folder.resolve("out.nii");
    assertThat(cdssl("convert", volume, out).code).isEqualTo(0);
    Volume same = ((LoadedImage.Solid) ImageFiles.read(out)).volume();
    assertThat(same.voxels()).containsExactly(-1000, 0, 40, 300);
    assertThat(same.geometry()).isEqualTo(LPS);
    assertThat(ImageFiles.readHeader(out).storedType()).isEqualTo("int16");
    assertThat(cdssl("convert", "--ras", volume, out).code).isEqualTo(0);
    Volume ras = ((LoadedImage.Solid) ImageFiles.read(out)).volume();
    assertThat(ras.voxels()).containsExactly(0, -1000, 300, 40);
    assertThat(Orientation.of(ras.geometry()).codes()).isEqualTo("RAS");
    assertThat(ras.geometry().at(0, 3)).isEqualTo(7);
  }

  @Test
  void flatImagesGoToPngNpyAndNifti() throws IOException {
    for (String name : List.of("o.png", "o.npy", "o.nii.gz")) {
      Path out = folder.resolve(name);
      assertThat(cdssl("convert", flat, out).code).isEqualTo(0);
      float[] values =
          switch (ImageFiles.read(out)) {
            case LoadedImage.Flat(Image2d image) -> image.pixels();
            case LoadedImage.Solid(Volume solid) -> solid.voxels();
          };
      assertThat(values).as(name).containsExactly(7, 250);
      assertThat(ImageFiles.readHeader(out).storedType()).isEqualTo("uint8");
    }
  }

  @Test
  void severalFramesNeedAChoice() throws IOException {
    Path frames = folder.resolve("4d.npy");
    NpyWriter.write(frames, new float[] {1, 2, 3, 4}, VoxelType.FLOAT32, 2, 1, 1, 2);
    Path out = folder.resolve("one.nii");
    Outcome refused = cdssl("convert", frames, out);
    assertThat(refused.code).isEqualTo(3);
    assertThat(refused.err).hasSize(1).first().asString().contains("--frame N");
    assertThat(out).doesNotExist();
    assertThat(cdssl("convert", "--frame", 1, frames, out).code).isEqualTo(0);
    assertThat(((LoadedImage.Solid) ImageFiles.read(out)).volume().voxels()).containsExactly(2, 4);
    assertThat(json(cdssl("inspect", "--json", frames)).get("frames").intValue()).isEqualTo(2);
  }

  @Test
  void impossibleConversionsAreUsageErrors() {
    assertThat(cdssl("convert", volume, folder.resolve("a.png")).code).isEqualTo(2);
    assertThat(cdssl("convert", volume, folder.resolve("a.dcm")).code).isEqualTo(2);
    assertThat(cdssl("convert", volume, folder.resolve("no/a.nii")).code).isEqualTo(2);
    assertThat(cdssl("convert", volume, volume).code).isEqualTo(2);
    assertThat(cdssl("convert", "--ras", flat, folder.resolve("a.npy")).code).isEqualTo(2);
    assertThat(cdssl("convert", "--frame", -1, volume, folder.resolve("a.npy")).code).isEqualTo(2);
  }
}

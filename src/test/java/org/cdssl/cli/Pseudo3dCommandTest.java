package org.cdssl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cdssl.config.PseudoVolumeConfig.Depth;
import org.cdssl.config.PseudoVolumeConfig.Order;
import org.cdssl.config.Size3;
import org.cdssl.image.Geometry;
import org.cdssl.image.Image2d;
import org.cdssl.image.Volume;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.LoadedImage;
import org.cdssl.image.format.nifti.NiftiWriter;
import org.cdssl.image.format.raster.PngWriter;
import org.cdssl.pseudo3d.PseudoVolume;
import org.cdssl.pseudo3d.SampledPseudoVolume;
import org.cdssl.pseudo3d.Window;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Pseudo3dCommandTest {
  private static final int WIDTH = 23;
  private static final int HEIGHT = 17;

  private record Outcome(int exitCode, String error) {}

  @TempDir Path folder;
  private Path png;
  private float[] pixels;

  @BeforeEach
  void writeImage() throws Exception {
    pixels = new float[WIDTH * HEIGHT];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i * 37 % 256;
    }
    png = folder.resolve("image.png");
    PngWriter.write(png, new Image2d(WIDTH, HEIGHT, pixels, 255));
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "3, 2", "5, 1", "5, 3", "7, 2"})
  void anArrayIsIndexedRowColumnSlice(int k, int stride) throws Exception {
    Path out = folder.resolve("out.npy");
    Outcome outcome = run(png, out, "--window", "" + k, "--stride", "" + stride);
    assertThat(outcome).isEqualTo(new Outcome(0, ""));
    int rows = (HEIGHT - k) / stride + 1;
    int columns = (WIDTH - k) / stride + 1;
    FloatArray array = FloatArray.read(out);
    assertThat(array.header)
        .contains("'<f4'")
        .contains("'fortran_order': False")
        .contains("(%d, %d, %d)".formatted(rows, columns, k * k));
    int at = 0;
    for (int u = 0; u < rows; u++) {
      for (int v = 0; v < columns; v++) {
        for (int i = 0; i < k; i++) {
          for (int j = 0; j < k; j++) {
            assertThat(array.values[at++])
                .isEqualTo(pixels[(u * stride + i) * WIDTH + v * stride + j]);
          }
        }
      }
    }
    assertThat(array.values).hasSize(at);
  }

  @Test
  void aNiftiHasColumnsAlongXAndSlicesAlongZ() throws Exception {
    Path out = folder.resolve("out.nii.gz");
    assertThat(run(png, out, "--order", "column")).isEqualTo(new Outcome(0, ""));
    Volume volume = volume(out);
    assertThat(new int[] {volume.nx(), volume.ny(), volume.nz()}).containsExactly(19, 13, 25);
    assertThat(volume.geometry()).isEqualTo(Geometry.ofSpacing(1, 1, 1));
    assertThat(volume.voxels())
        .isEqualTo(PseudoVolume.materialise(pixels, WIDTH, HEIGHT, new Window(5, 1, Order.COLUMN)));
  }

  @Test
  void aSizeGivesTheNetworkInput() throws Exception {
    Path out = folder.resolve("out.nii");
    assertThat(run(png, out, "--size", "16x12x32", "--depth", "nearest", "--window", "3"))
        .isEqualTo(new Outcome(0, ""));
    Size3 size = Size3.parse("16x12x32");
    float[] expected = new float[size.voxels()];
    new SampledPseudoVolume(WIDTH, HEIGHT, new Window(3, 1, Order.ROW), size, Depth.NEAREST)
        .sample(pixels, expected, 0);
    Volume volume = volume(out);
    assertThat(new int[] {volume.nx(), volume.ny(), volume.nz()}).containsExactly(12, 16, 32);
    assertThat(volume.voxels()).isEqualTo(expected);
  }

  @Test
  void aNiftiOfOneSliceServesAsAnImage() throws Exception {
    Path slice = folder.resolve("slice.nii.gz");
    NiftiWriter.write(slice, new Volume(WIDTH, HEIGHT, 1, pixels, Geometry.ofSpacing(1, 1, 1)));
    Path out = folder.resolve("out.nii.gz");
    assertThat(run(slice, out).exitCode()).isZero();
    assertThat(volume(out).voxels())
        .isEqualTo(PseudoVolume.materialise(pixels, WIDTH, HEIGHT, new Window(5, 1, Order.ROW)));
  }

  @Test
  void aVolumeIsRefused() throws Exception {
    Path solid = folder.resolve("solid.nii.gz");
    NiftiWriter.write(solid, new Volume(4, 3, 2, new float[24], Geometry.ofSpacing(1, 1, 1)));
    Outcome outcome = run(solid, folder.resolve("out.npy"));
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.error())
        .contains("solid.nii.gz")
        .contains("volume of 4x3x2")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "--window, 18, window of 18x18 pixels does not fit into an image of 23x17",
    "--window, 0, window must be 1",
    "--stride, 0, stride must be at least 1",
    "--size, 64x64, expected a size HxWxD",
    "--size, 60000x60000x60000, MiB of memory",
    "--order, diagonal, --order must be row or column",
    "--depth, cubic, --depth must be linear or nearest"
  })
  void impossibleOptionsAreOneLineAndExit2(String option, String value, String message) {
    Path out = folder.resolve("out.npy");
    Outcome outcome = run(png, out, option, value);
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.error()).contains(message).hasLineCount(1);
    assertThat(out).doesNotExist();
  }

  @Test
  void unknownOutputsAreRefused() {
    Outcome outcome = run(png, folder.resolve("out.tif"));
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.error()).contains("must end in .npy, .nii or .nii.gz").hasLineCount(1);
  }

  @Test
  void aMissingImageIsExit3() {
    Outcome outcome = run(folder.resolve("none.png"), folder.resolve("out.npy"));
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.error()).contains("none.png").contains("no such file").hasLineCount(1);
  }

  private static Volume volume(Path file) throws Exception {
    return ((LoadedImage.Solid) ImageFiles.read(file)).volume();
  }

  private static Outcome run(Path in, Path out, String... options) {
    String[] args = new String[options.length + 3];
    args[0] = "pseudo3d";
    args[1] = in.toString();
    args[2] = out.toString();
    System.arraycopy(options, 0, args, 3, options.length);
    PrintStream before = System.err;
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    System.setErr(new PrintStream(error, true, StandardCharsets.UTF_8));
    try {
      return new Outcome(Main.run(args), error.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }

  private record FloatArray(String header, float[] values) {
    static FloatArray read(Path file) throws Exception {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      int length = bytes.getShort(8);
      byte[] header = new byte[length];
      bytes.position(10).get(header);
      float[] values = new float[bytes.remaining() / 4];
      bytes.asFloatBuffer().get(values);
      return new FloatArray(new String(header, StandardCharsets.US_ASCII), values);
    }
  }
}

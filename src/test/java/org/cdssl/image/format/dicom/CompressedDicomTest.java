package org.cdssl.image.format.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressedDicomTest {
  @TempDir Path folder;

  @Test
  void everyCompressedSyntaxDecodesToTheValuesOfTheToolkits() throws IOException {
    for (CompressedFiles.Case c : CompressedFiles.all()) {
      Path file = Files.write(folder.resolve(c.name()), c.dicom());
      assertThat(voxels(file)).as(c.name()).containsExactly(c.values());
    }
  }

  @Test
  void everyCutOfACompressedFileIsRefused() throws IOException {
    for (CompressedFiles.Case c : CompressedFiles.all()) {
      // the last bytes are the delimiter and padding, which are not missed
      for (int length = c.dicom().length - 16; length > 0; length -= 97) {
        Path file = Files.write(folder.resolve("cut.dcm"), Arrays.copyOf(c.dicom(), length));
        assertThatThrownBy(() -> voxels(file))
            .as("%s cut to %d", c.name(), length)
            .isInstanceOf(FormatException.class)
            .hasMessageStartingWith(file.toString());
      }
    }
  }

  @Test
  void unsupportedSyntaxesAreRefusedByNameAndRemedy() throws IOException {
    assertThatThrownBy(() -> voxels(ofSyntax("1.2.840.10008.1.2.4.201")))
        .hasMessageContaining("High-Throughput JPEG 2000 (Lossless Only)")
        .hasMessageContaining("1.2.840.10008.1.2.4.201")
        .hasMessageContaining("pydicom");
    assertThatThrownBy(() -> voxels(ofSyntax("1.2.840.10008.1.2.4.103")))
        .hasMessageContaining("H.264")
        .hasMessageContaining("ffmpeg");
    assertThatThrownBy(() -> voxels(ofSyntax("1.2.3.4"))).hasMessageContaining("1.2.3.4");
  }

  private Path ofSyntax(String uid) throws IOException {
    byte[] file = DicomWriter.image(2, 1).pixels(1, 2).syntax(uid).write();
    return Files.write(folder.resolve("x.dcm"), file);
  }

  static float[] voxels(Path file) throws IOException {
    float[][] all = {{}};
    ImageFiles.readerOf(file)
        .readVoxels(
            file,
            Limits.DEFAULT,
            (chunk, length) -> {
              int done = all[0].length;
              all[0] = Arrays.copyOf(all[0], done + length);
              System.arraycopy(chunk, 0, all[0], done, length);
            });
    return all[0];
  }

  static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}

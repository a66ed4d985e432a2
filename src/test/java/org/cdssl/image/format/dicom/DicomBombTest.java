package org.cdssl.image.format.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// P14 for DICOM: small files that claim or inflate to much are refused in under a second of CPU
/// with under 64 MB of allocation.
class DicomBombTest {
  private static final int MB = 1 << 20;

  @TempDir Path folder;

  @Test
  void aDeflatedDataSetThatGoesOnForEverIsRefused() throws IOException {
    // the head of a deflated file, stopped before its end, then 1 GB of zeros
    byte[] whole = DicomWriter.image(10, 10).pixels(new int[100]).write();
    int meta = 132 + 8 + 20;
    assertThat(whole[meta]).as("first element of the data set").isEqualTo((byte) 8);
    byte[] start = DicomWriter.image(1, 1).syntax(DicomWriter.DEFLATED).pixels(1).write();
    for (boolean beforePixels : new boolean[] {false, true}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(start, 0, 132 + 8 + 22);
      Deflater deflater = new Deflater(9, true);
      byte[] head = Arrays.copyOfRange(whole, meta, whole.length);
      if (beforePixels) {
        // a private element of 1 GB
        head = new byte[] {9, 0, 1, 0, 'O', 'B', 0, 0, 0, 0, 0, 0x40};
      }
      deflate(deflater, head, out);
      byte[] zeros = new byte[MB];
      for (int i = 0; i < 1024; i++) {
        deflate(deflater, zeros, out);
      }
      deflater.end();
      Path file = Files.write(folder.resolve("bomb.dcm"), out.toByteArray());
      assertThat(Files.size(file)).isBetween(MB / 2L, 2L * MB);
      assertRefusedCheaply(() -> ImageFiles.read(file), "bomb");
    }
  }

  @Test
  void gzipThatGoesOnForEverIsRefused() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(DicomWriter.image(10, 10).pixels(new int[100]).write());
      byte[] zeros = new byte[MB];
      for (int i = 0; i < 200; i++) {
        gzip.write(zeros);
      }
    }
    Path file = Files.write(folder.resolve("bomb.dcm.gz"), out.toByteArray());
    assertRefusedCheaply(() -> ImageFiles.read(file), "bomb");
  }

  @Test
  void sizesThatTheFileCannotBackAreRefused() throws IOException {
    DicomWriter native16 = DicomWriter.image(60000, 60000).pixels(new int[1000]);
    Path file = Files.write(folder.resolve("a.dcm"), native16.write());
    assertRefusedCheaply(() -> ImageFiles.read(file), "limit");
    DicomWriter fewer = DicomWriter.image(8000, 8000).pixels(new int[1000]);
    Files.write(file, fewer.write());
    assertRefusedCheaply(() -> ImageFiles.read(file), "need 128000000 bytes");
    DicomWriter frames = DicomWriter.image(1, 1).text(0x00280008, "IS", "900000000").pixels(1);
    Files.write(file, frames.write());
    assertRefusedCheaply(() -> ImageFiles.read(file), "need 1800000000 bytes");
    DicomWriter header = DicomWriter.image(1, 1).text(0x00281052, "DS", "1").pixels(1);
    byte[] lies = header.write();
    int at = CompressedDicomTest.latin(lies).indexOf("OW");
    lies[at + 7] = 0x7f;
    Files.write(file, Arrays.copyOf(lies, lies.length));
    ImageFiles.read(file); // a length beyond what is needed is no harm
    for (CompressedFiles.Case c : CompressedFiles.all()) {
      byte[] large = c.dicom().clone();
      int rows = CompressedDicomTest.latin(large).indexOf("\u0028\u0000\u0010\u0000US");
      large[rows + 9] = 0x40;
      large[rows + 19] = 0x40;
      Files.write(file, large);
      assertRefusedCheaply(
          () ->
              ImageFiles.readerOf(file)
                  .readVoxels(file, org.cdssl.image.format.Limits.DEFAULT, (_, _) -> {}),
          file.toString());
    }
  }

  private static void deflate(Deflater deflater, byte[] bytes, ByteArrayOutputStream out) {
    byte[] buffer = new byte[1 << 16];
    deflater.setInput(bytes);
    while (!deflater.needsInput()) {
      out.write(buffer, 0, deflater.deflate(buffer, 0, buffer.length, Deflater.NO_FLUSH));
    }
  }

  private static void assertRefusedCheaply(ThrowingCallable read, String reason) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = threads.getCurrentThreadAllocatedBytes();
    long nanos = threads.getCurrentThreadCpuTime();
    assertThatThrownBy(read).isInstanceOf(FormatException.class).hasMessageContaining(reason);
    assertThat(threads.getCurrentThreadAllocatedBytes() - bytes).isLessThan(64L * MB);
    assertThat(threads.getCurrentThreadCpuTime() - nanos).isLessThan(1_000_000_000L);
  }
}

package org.cdssl.image.format.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.VoxelStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// P16 for DICOM: damaged files of every syntax are read or refused with a [FormatException]. The
/// property `cdssl.mutations` sets how many, for a longer run by hand.
class DicomMutationTest {
  private static final long MOST_NANOS = 2_000_000_000L;

  @TempDir Path folder;

  @Test
  void damagedFilesAreRefusedOrRead() throws IOException {
    List<byte[]> good = new ArrayList<>();
    for (CompressedFiles.Case c : CompressedFiles.all()) {
      good.add(c.dicom());
    }
    for (String syntax :
        List.of(
            DicomWriter.IMPLICIT, DicomWriter.EXPLICIT, DicomWriter.DEFLATED, DicomWriter.BIG)) {
      good.add(rich(syntax).write());
    }
    int count = Integer.getInteger("cdssl.mutations", 3000);
    Random random = new Random(Long.getLong("cdssl.mutations.seed", 1));
    Path file = folder.resolve("mutant.dcm");
    int refused = 0;
    for (int i = 0; i < count; i++) {
      byte[] whole = good.get(i % good.size());
      // half of the damage goes to the pixels, where the decoders are
      int from = i / good.size() % 2 == 0 ? 0 : Math.max(0, whole.length - whole.length / 2);
      Files.write(file, mutated(whole, from, random));
      refused += isRead(file, i) ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(count / 10);
  }

  /// Palette, functional groups and a sequence that is not kept.
  private static DicomWriter rich(String syntax) {
    DicomWriter dicom = new DicomWriter().syntax(syntax);
    DicomWriter place =
        new DicomWriter()
            .syntax(syntax)
            .sequence(0x00209113, new DicomWriter().text(0x00200032, "DS", "1\\2\\3"))
            .sequence(0x00209116, new DicomWriter().text(0x00200037, "DS", "1\\0\\0\\0\\1\\0"))
            .sequence(0x00289110, new DicomWriter().text(0x00280030, "DS", "1\\1"));
    dicom
        .text(0x00080060, "CS", "CT")
        .sequence(0x00081140, new DicomWriter().text(0x00081155, "UI", "2.25.1"))
        .us(0x00280002, 1)
        .text(0x00280004, "CS", "PALETTE COLOR")
        .text(0x00280008, "IS", "1")
        .us(0x00280010, 3)
        .us(0x00280011, 4)
        .bits(8, 8, false)
        .sequence(0x52009230, place)
        .bytes(0, 1, 2, 3, 3, 2, 1, 0, 0, 0, 1, 1);
    for (int c = 0; c < 3; c++) {
      dicom.us(0x00281101 + c, 4, 0, 16).us(0x00281201 + c, 1, 2, 3, 4);
    }
    return dicom;
  }

  private static boolean isRead(Path file, int number) throws IOException {
    long start = System.nanoTime();
    boolean read = true;
    try {
      VoxelStatistics statistics = new VoxelStatistics();
      ImageFiles.readHeader(file);
      ImageFiles.readerOf(file).readVoxels(file, Limits.DEFAULT, statistics);
    } catch (FormatException e) {
      read = false;
      assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
    } catch (IOException | RuntimeException | Error e) {
      Path kept = Files.write(Files.createTempFile("mutant", ".dcm"), Files.readAllBytes(file));
      fail("mutant %d (kept as %s)".formatted(number, kept), e);
    }
    assertThat(System.nanoTime() - start).as("time of mutant %d", number).isLessThan(MOST_NANOS);
    return read;
  }

  private static byte[] mutated(byte[] good, int from, Random random) {
    byte[] bad = good.clone();
    int edits = 1 + random.nextInt(4);
    for (int i = 0; i < edits; i++) {
      int at = Math.min(from, bad.length - 1);
      at += random.nextInt(bad.length - at);
      switch (random.nextInt(6)) {
        case 0, 1 -> bad[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bad[at] = (byte) random.nextInt();
        case 3 -> {
          if (at + 4 <= bad.length) {
            int[] extremes = {0, -1, 1, Integer.MAX_VALUE, 0x7fff, 0xff00ff, 0x01000000};
            ByteBuffer.wrap(bad).putInt(at, extremes[random.nextInt(extremes.length)]);
          }
        }
        case 4 -> {
          int source = random.nextInt(bad.length);
          int length = Math.min(random.nextInt(32), bad.length - Math.max(source, at));
          System.arraycopy(bad.clone(), source, bad, at, length);
        }
        default -> {
          if (random.nextInt(3) == 0) {
            bad = Arrays.copyOf(bad, Math.max(1, at));
          }
        }
      }
    }
    return bad;
  }
}

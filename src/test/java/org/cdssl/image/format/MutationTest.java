package org.cdssl.image.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.zip.CRC32;
import org.cdssl.image.format.nifti.NiftiFiles;
import org.cdssl.image.format.numpy.NpyWriter;
import org.cdssl.image.format.numpy.NpzFile;
import org.cdssl.image.format.numpy.NpzWriter;
import org.cdssl.image.format.raster.PngFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Ten thousand damaged files, drawn from a fixed seed (P16): each is read or refused with a
/// [FormatException]; nothing else escapes and nothing takes long.
class MutationTest {
  private static final long MOST_NANOS = 2_000_000_000L;

  @TempDir Path folder;

  /// Reads the file whole.
  private interface Reading {
    void read(Path file) throws IOException;
  }

  @Test
  void damagedNiftiFilesAreRefusedOrRead() throws IOException {
    mutate("a.nii", NiftiFiles.small(), 2000, 1, ImageFiles::read, false);
    mutate("a.nii.gz", NiftiFiles.gzip(NiftiFiles.small()), 1000, 2, ImageFiles::read, false);
    Random random = new Random(3);
    Path file = folder.resolve("b.nii.gz");
    for (int i = 0; i < 1000; i++) {
      Files.write(file, NiftiFiles.gzip(mutated(NiftiFiles.small(), random)));
      attempt(file, i, ImageFiles::read);
    }
  }

  @Test
  void damagedNumpyFilesAreRefusedOrRead() throws IOException {
    Path npy = folder.resolve("whole.npy");
    NpyWriter.write(npy, new float[24], VoxelType.INT16, 2, 3, 4);
    mutate("a.npy", Files.readAllBytes(npy), 2000, 4, ImageFiles::read, false);
    Path npz = folder.resolve("whole.npz");
    new NpzWriter()
        .add("images", VoxelType.UINT8, new float[24], 2, 3, 4)
        .add("labels", VoxelType.INT64, new float[2], 2, 1)
        .write(npz);
    mutate("a.npz", Files.readAllBytes(npz), 1500, 5, MutationTest::readNpz, false);
  }

  @Test
  void damagedPngFilesAreRefusedOrRead() throws IOException {
    mutate("a.png", PngFiles.small(), 500, 6, ImageFiles::read, false);
    mutate("a.png", PngFiles.small(), 1500, 7, ImageFiles::read, true);
  }

  @Test
  void damagedJpegFilesAreRefusedOrRead() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("jpeg-pillow.json")) {
      JsonNode cases = JsonMapper.shared().readTree(in).get("cases");
      for (int i = 0; i < cases.size(); i++) {
        byte[] good = Base64.getDecoder().decode(cases.get(i).get("base64").stringValue());
        mutate("a.jpg", good, 130, 8 + i, ImageFiles::read, false);
      }
    }
  }

  private static void readNpz(Path file) throws IOException {
    try (NpzFile npz = NpzFile.open(file)) {
      for (String member : npz.members()) {
        npz.read(member).floats();
      }
    }
  }

  private void mutate(
      String name, byte[] good, int count, long seed, Reading reading, boolean repairCrc)
      throws IOException {
    Random random = new Random(seed);
    Path file = folder.resolve(name);
    Files.write(file, good);
    reading.read(file); // the whole one is fine, or the test would show nothing
    int refused = 0;
    for (int i = 0; i < count; i++) {
      byte[] bad = mutated(good, random);
      if (repairCrc) {
        repairPngCrcs(bad);
      }
      Files.write(file, bad);
      refused += attempt(file, i, reading) ? 0 : 1;
    }
    assertThat(refused).as("refused of %d damaged %s", count, name).isGreaterThan(count / 20);
  }

  /// Whether the file was read.
  private static boolean attempt(Path file, int number, Reading reading) throws IOException {
    long start = System.nanoTime();
    boolean read = true;
    try {
      reading.read(file);
    } catch (FormatException e) {
      read = false;
      assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
    } catch (IOException | RuntimeException | Error e) {
      Path kept =
          Files.copy(
              file,
              Files.createTempFile("mutant", file.getFileName().toString()),
              java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      fail("mutant %d of %s (kept as %s)".formatted(number, file.getFileName(), kept), e);
    }
    assertThat(System.nanoTime() - start).as("time of mutant %d", number).isLessThan(MOST_NANOS);
    return read;
  }

  private static byte[] mutated(byte[] good, Random random) {
    byte[] bad = good.clone();
    int edits = 1 + random.nextInt(3);
    for (int i = 0; i < edits; i++) {
      int at = random.nextInt(bad.length);
      switch (random.nextInt(6)) {
        case 0 -> bad[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bad[at] = (byte) random.nextInt();
        case 2 -> bad = Arrays.copyOf(bad, Math.max(1, at));
        case 3 -> {
          int[] extremes = {0, -1, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x7fff, 0x7fff7fff};
          if (at + 4 <= bad.length) {
            ByteBuffer.wrap(bad).putInt(at, extremes[random.nextInt(extremes.length)]);
          }
        }
        case 4 -> {
          int from = random.nextInt(bad.length);
          int length = Math.min(random.nextInt(32), bad.length - Math.max(from, at));
          System.arraycopy(bad.clone(), from, bad, at, length);
        }
        default -> {
          byte[] longer = Arrays.copyOf(bad, bad.length + 1 + random.nextInt(8));
          System.arraycopy(bad, at, longer, at + longer.length - bad.length, bad.length - at);
          bad = longer;
        }
      }
    }
    return bad;
  }

  /// Makes the CRCs right again, so that the damage reaches what lies behind them.
  private static void repairPngCrcs(byte[] png) {
    ByteBuffer in = ByteBuffer.wrap(png);
    for (int at = 8; at + 12 <= png.length; ) {
      int length = in.getInt(at);
      if (length < 0 || length > png.length - at - 12) {
        return;
      }
      CRC32 crc = new CRC32();
      crc.update(png, at + 4, length + 4);
      in.putInt(at + 8 + length, (int) crc.getValue());
      at += length + 12;
    }
  }
}

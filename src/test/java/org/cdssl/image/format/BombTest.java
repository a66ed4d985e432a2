package org.cdssl.image.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.cdssl.image.format.nifti.NiftiFiles;
import org.cdssl.image.format.numpy.NpzFile;
import org.cdssl.image.format.raster.PngFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Small files that claim or inflate to much (P14): refused in under a second of CPU with under 64
/// MB of allocation.
class BombTest {
  private static final int MB = 1 << 20;

  @TempDir Path folder;

  @Test
  void gzipThatInflatesFarBeyondItsHeaderStopsAtTheDeclaredSize() throws IOException {
    Path file = bomb(NiftiFiles.small());
    assertThat(Files.size(file)).isBetween(MB / 2L, 2L * MB);
    assertRefusedCheaply(() -> ImageFiles.read(file), "more data");
  }

  @Test
  void gzipThatHoldsFarLessThanItsHeaderClaimsCostsNoMemory() throws IOException {
    byte[] noise = new byte[MB];
    new Random(1).nextBytes(noise);
    byte[] header = claim(1000, 1000, 900);
    Path file = folder.resolve("claim.nii.gz");
    Files.write(file, NiftiFiles.gzip(concatenated(header, noise)));
    assertRefusedCheaply(() -> ImageFiles.read(file), "truncated");
  }

  @Test
  void aLargeClaimThatIsNearlyKeptIsCountedBeforeMemoryIsTaken() throws IOException {
    Path file = bomb(claim(500, 1000, 500));
    assertRefusedCheaply(() -> ImageFiles.read(file), "more data");
  }

  @Test
  void npzMembersThatInflateBeyondTheirHeaderAreRefused() throws IOException {
    Path file = folder.resolve("bomb.npz");
    String dictionary = "{'descr': '|u1', 'fortran_order': False, 'shape': (100,), }";
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(1);
      zip.putNextEntry(new ZipEntry("a.npy"));
      zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
      zip.write(new byte[] {(byte) dictionary.length(), 0});
      zip.write(dictionary.getBytes(StandardCharsets.ISO_8859_1));
      byte[] zeros = new byte[MB];
      for (int i = 0; i < 250; i++) {
        zip.write(zeros);
      }
      zip.closeEntry();
    }
    assertRefusedCheaply(() -> readNpz(file), "declares an array");
    // the archive's directory lies as well
    byte[] content = Files.readAllBytes(file);
    ByteBuffer in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    int directory = content.length - 22;
    while (in.getInt(directory) != 0x02014b50) {
      directory--;
    }
    in.putInt(directory + 24, 10 + dictionary.length() + 100);
    Files.write(file, content);
    assertRefusedCheaply(() -> readNpz(file), "");
  }

  @Test
  void zlibThatInflatesBeyondItsHeaderIsRefusedInMetaImages() throws IOException {
    Path data = Files.write(folder.resolve("a.zraw"), zlibOfZeros(1024));
    assertThat(Files.size(data)).isBetween(MB / 2L, 2L * MB);
    for (String size : new String[] {"2 3 4", "500 1000 500"}) {
      Path file = folder.resolve("a.mhd");
      Files.writeString(file, metaImage(size) + "ElementDataFile = a.zraw\n");
      assertRefusedCheaply(() -> ImageFiles.read(file), "more data");
    }
    Path claim = folder.resolve("b.mhd");
    Files.write(folder.resolve("b.zraw"), zlibOfZeros(1));
    Files.writeString(claim, metaImage("1000 1000 1000") + "ElementDataFile = b.zraw\n");
    assertRefusedCheaply(() -> ImageFiles.read(claim), "declares 1000000000 bytes");
    Path local = folder.resolve("c.mha");
    Files.write(
        local,
        TextFormatFiles.join(metaImage("2 3 4") + "ElementDataFile = LOCAL\n", zlibOfZeros(1024)));
    assertRefusedCheaply(() -> ImageFiles.read(local), "more data");
  }

  @Test
  void gzipThatInflatesBeyondItsHeaderIsRefusedInNrrd() throws IOException {
    Path file = folder.resolve("a.nrrd");
    String header = "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 2 3 4\nencoding: gzip\n%s\n";
    Files.writeString(file, header.formatted(""));
    append(file, NiftiFiles.gzip(new byte[MB]), 1024);
    assertRefusedCheaply(() -> ImageFiles.read(file), "more data");
    // a skip that runs through the bomb is refused by what the file can back
    Files.writeString(file, header.formatted("byte skip: 9000000000000000000\n"));
    append(file, NiftiFiles.gzip(new byte[MB]), 8);
    assertRefusedCheaply(() -> ImageFiles.read(file), "");
  }

  @Test
  void pngsThatInflateToMoreOrLessThanTheirSizeAreRefused() throws IOException {
    Path file = folder.resolve("bomb.png");
    Files.write(file, png(100, 100, zlibOfZeros(512)));
    assertRefusedCheaply(() -> ImageFiles.read(file), "inflates to more image data");
    Files.write(file, png(11_000, 11_000, zlibOfZeros(10)));
    assertRefusedCheaply(() -> ImageFiles.read(file), "less image data than its size declares");
    Files.write(file, png(60_000, 60_000, zlibOfZeros(10)));
    assertRefusedCheaply(() -> ImageFiles.read(file), "claims 60000x60000 pixels");
  }

  @Test
  void jpegsThatClaimMoreThanTheyHoldAreRefused() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY), "jpg", out);
    byte[] content = out.toByteArray();
    int frame = 0;
    while (content[frame] != (byte) 0xff || content[frame + 1] != (byte) 0xc0) {
      frame++;
    }
    Path file = folder.resolve("bomb.jpg");
    for (short side : new short[] {10_000, 30_000}) {
      ByteBuffer.wrap(content).putShort(frame + 5, side).putShort(frame + 7, side);
      Files.write(file, content);
      assertRefusedCheaply(() -> ImageFiles.read(file), "claims " + side + "x" + side + " pixels");
    }
  }

  private static byte[] png(int width, int height, byte[] imageData) {
    return new PngFiles()
        .chunk("IHDR", PngFiles.ihdr(width, height, 8, 0, false))
        .chunk("IDAT", imageData)
        .chunk("IEND", new byte[0])
        .bytes();
  }

  private static String metaImage(String size) {
    return "NDims = 3\nDimSize = " + size + "\nElementType = MET_UCHAR\nCompressedData = True\n";
  }

  /// A zlib stream of so many MB of zeros, without its end: behind a flush every MB compresses to
  /// the same bytes.
  private static byte[] zlibOfZeros(int megabytes) {
    Deflater deflater = new Deflater();
    byte[] zeros = new byte[MB];
    byte[] out = new byte[1 << 14];
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    deflater.setInput(zeros);
    int first = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    all.write(out, 0, first);
    deflater.setInput(zeros);
    int next = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    deflater.end();
    for (int i = 1; i < megabytes; i++) {
      all.write(out, 0, next);
    }
    return all.toByteArray();
  }

  private static void append(Path file, byte[] member, int times) throws IOException {
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
      for (int i = 0; i < times; i++) {
        out.write(member);
      }
    }
  }

  private static void readNpz(Path file) throws IOException {
    try (NpzFile npz = NpzFile.open(file)) {
      npz.read("a");
    }
  }

  /// A gzip file that starts as given and goes on with 1 GB of zeros.
  private Path bomb(byte[] start) throws IOException {
    Path file = folder.resolve("bomb.nii.gz");
    byte[] member = NiftiFiles.gzip(new byte[MB]);
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(NiftiFiles.gzip(start));
      for (int i = 0; i < 1024; i++) {
        out.write(member);
      }
    }
    return file;
  }

  /// The header of a uint8 volume.
  private static byte[] claim(int nx, int ny, int nz) {
    ByteBuffer out =
        ByteBuffer.wrap(NiftiFiles.small()).order(ByteOrder.LITTLE_ENDIAN).limit(352).slice();
    byte[] header = new byte[352];
    out.get(header);
    ByteBuffer.wrap(header)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(42, (short) nx)
        .putShort(44, (short) ny)
        .putShort(46, (short) nz)
        .putShort(70, (short) 2);
    return header;
  }

  private static byte[] concatenated(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
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

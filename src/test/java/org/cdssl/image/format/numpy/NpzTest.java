package org.cdssl.image.format.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
  @TempDir Path folder;

  @Test
  void membersAreReadOneByOneAndItemsOfAStackBySlices() throws IOException {
    float[] stack = new float[5 * 8];
    for (int i = 0; i < stack.length; i++) {
      stack[i] = i;
    }
    Path file = folder.resolve("a.npz");
    new NpzWriter()
        .add("images", VoxelType.UINT8, stack, 5, 2, 2, 2)
        .add("labels", VoxelType.INT64, new float[] {0, 1, -1}, 3, 1)
        .write(file);
    try (NpzFile npz = NpzFile.open(file)) {
      assertThat(npz.members()).containsExactly("images", "labels");
      assertThat(npz.header("images").shape()).isEqualTo(List.of(5L, 2L, 2L, 2L));
      NpyArray images = npz.read("images");
      assertThat(images.type()).isEqualTo(VoxelType.UINT8);
      assertThat(images.floats(3 * 8, 8)).containsExactly(24, 25, 26, 27, 28, 29, 30, 31);
      NpyArray labels = npz.read("labels");
      assertThat(labels.integerAt(2)).isEqualTo(-1);
      assertThat(labels.count()).isEqualTo(3);
      assertThatThrownBy(() -> npz.read("nothing"))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("images, labels");
    }
  }

  @Test
  void storedMembersAreReadAndTheirCrcIsChecked() throws IOException {
    byte[] array =
        NpyTest.npy(
            1,
            "{'descr': '|u1', 'fortran_order': False, 'shape': (4,), }",
            new byte[] {9, 8, -56, 6});
    Path file = folder.resolve("stored.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      ZipEntry entry = new ZipEntry("a.npy");
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(array.length);
      CRC32 crc = new CRC32();
      crc.update(array);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(array);
    }
    try (NpzFile npz = NpzFile.open(file)) {
      assertThat(npz.read("a").floats()).containsExactly(9, 8, 200, 6);
    }
    byte[] content = Files.readAllBytes(file);
    for (int i = 0; i < content.length; i++) {
      if (content[i] == -56) {
        content[i] = 100;
      }
    }
    Files.write(file, content);
    try (NpzFile npz = NpzFile.open(file)) {
      assertThatThrownBy(() -> npz.read("a"))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("CRC");
    }
  }

  @Test
  void aMemberLongerOrShorterThanItsHeaderSaysIsRefused() throws IOException {
    for (int extra : new int[] {-1, 1}) {
      Path file = folder.resolve("wrong" + extra + ".npz");
      try (OutputStream out = Files.newOutputStream(file);
          ZipOutputStream zip = new ZipOutputStream(out)) {
        zip.putNextEntry(new ZipEntry("a.npy"));
        zip.write(
            NpyTest.npy(
                1,
                "{'descr': '|u1', 'fortran_order': False, 'shape': (4,), }",
                new byte[4 + extra]));
        zip.closeEntry();
      }
      try (NpzFile npz = NpzFile.open(file)) {
        assertThatThrownBy(() -> npz.read("a")).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> npz.header("a")).hasMessageContaining("declares an array");
      }
    }
  }

  @Test
  void whatIsNoArchiveIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("no.npz"), new byte[100]);
    assertThatThrownBy(() -> NpzFile.open(file))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(file.toString());
  }
}

package org.cdssl.image.format.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cdssl.image.Geometry;
import org.cdssl.image.Image2d;
import org.cdssl.image.Volume;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.LoadedImage;
import org.cdssl.image.format.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyTest {
  @TempDir Path folder;

  /// A file after the specification, independent of the writer.
  static byte[] npy(int version, String dictionary, byte[] values) {
    byte[] text = (dictionary + "\n").getBytes(StandardCharsets.ISO_8859_1);
    int start = version == 1 ? 10 : 12;
    ByteBuffer out =
        ByteBuffer.allocate(start + text.length + values.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.ISO_8859_1));
    out.put((byte) version).put((byte) 0);
    if (version == 1) {
      out.putShort((short) text.length);
    } else {
      out.putInt(text.length);
    }
    return out.put(text).put(values).array();
  }

  private static String dictionary(String type, boolean fortran, String shape) {
    return "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }"
        .formatted(type, fortran ? "True" : "False", shape);
  }

  private LoadedImage read(byte[] content) throws IOException {
    return ImageFiles.read(Files.write(folder.resolve("a.npy"), content));
  }

  @Test
  void aMatrixIsAFlatImageIndexedYxInBothOrdersAndAllVersions() throws IOException {
    byte[] values = {1, 2, 3, 4, 5, 6};
    for (int version = 1; version <= 3; version++) {
      Image2d c =
          ((LoadedImage.Flat) read(npy(version, dictionary("|u1", false, "(2, 3)"), values)))
              .image();
      assertThat(c.width()).isEqualTo(3);
      assertThat(c.pixels()).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(c.fullScale()).isEqualTo(255);
    }
    Image2d f =
        ((LoadedImage.Flat) read(npy(1, dictionary("|u1", true, "(2, 3)"), values))).image();
    assertThat(f.width()).isEqualTo(3);
    assertThat(f.pixels()).containsExactly(1, 3, 5, 2, 4, 6);
  }

  @Test
  void aCubeIsAVolumeIndexedXyzInBothOrders() throws IOException {
    byte[] values = new byte[24];
    for (int i = 0; i < 24; i++) {
      values[i] = (byte) i;
    }
    Volume c =
        ((LoadedImage.Solid) read(npy(1, dictionary("|i1", false, "(2, 3, 4)"), values))).volume();
    Volume f =
        ((LoadedImage.Solid) read(npy(1, dictionary("|i1", true, "(2, 3, 4)"), values))).volume();
    for (int x = 0; x < 2; x++) {
      for (int y = 0; y < 3; y++) {
        for (int z = 0; z < 4; z++) {
          assertThat(c.at(x, y, z)).isEqualTo((x * 3 + y) * 4 + z);
          assertThat(f.at(x, y, z)).isEqualTo((z * 3 + y) * 2 + x);
        }
      }
    }
  }

  @Test
  void framesAreTheLastOfFourAxes() throws IOException {
    byte[] values = new byte[24];
    for (int i = 0; i < 24; i++) {
      values[i] = (byte) i;
    }
    Path file =
        Files.write(
            folder.resolve("b.npy"), npy(1, dictionary("|u1", false, "(2, 3, 2, 2)"), values));
    assertThat(ImageFiles.readHeader(file).frames()).isEqualTo(2);
    Volume second = ((LoadedImage.Solid) new NpyReader().read(file, 1, Limits.DEFAULT)).volume();
    assertThat(second.at(1, 2, 0)).isEqualTo(((1 * 3 + 2) * 2 + 0) * 2 + 1);
  }

  @Test
  void everyTypeAndByteOrderIsDecoded() throws IOException {
    ByteBuffer big = ByteBuffer.allocate(64);
    assertDecoded(">u2", big.putShort((short) 65534), 65534);
    assertDecoded(">i2", big.clear().putShort((short) -2), -2);
    assertDecoded(">u4", big.clear().putInt(-2), 0x1p32f);
    assertDecoded(">i4", big.clear().putInt(-2), -2);
    assertDecoded(">u8", big.clear().putLong(-2), 0x1p64f);
    assertDecoded(">i8", big.clear().putLong(-2), -2);
    assertDecoded(">f4", big.clear().putFloat(1.5f), 1.5f);
    assertDecoded(">f8", big.clear().putDouble(0.1), 0.1f);
    ByteBuffer little = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    assertDecoded("<i2", little.putShort((short) 258), 258);
    assertDecoded("<f8", little.clear().putDouble(Double.NaN), Float.NaN);
    assertDecoded("|b1", little.clear().put((byte) 3), 1);
    assertDecoded("|i1", little.clear().put((byte) -3), -3);
  }

  private void assertDecoded(String type, ByteBuffer value, float expected) throws IOException {
    byte[] bytes = new byte[value.position()];
    value.get(0, bytes);
    Image2d image =
        ((LoadedImage.Flat) read(npy(1, dictionary(type, false, "(1, 1)"), bytes))).image();
    assertThat(image.pixels()).as(type).containsExactly(expected);
  }

  @Test
  void writtenArraysAreReadBackAndTheirHeaderIsPaddedTo64() throws IOException {
    Volume volume =
        new Volume(3, 2, 1, new float[] {0, 1, 2, 3, 4, 5}, Geometry.ofSpacing(1, 1, 1));
    Path file = folder.resolve("v.npy");
    NpyWriter.write(file, volume, VoxelType.INT16);
    byte[] content = Files.readAllBytes(file);
    assertThat(content).hasSize(128 + 12);
    assertThat(new String(content, 10, 80, StandardCharsets.ISO_8859_1))
        .startsWith("{'descr': '<i2', 'fortran_order': True, 'shape': (3, 2, 1), }");
    assertThat(((LoadedImage.Solid) ImageFiles.read(file)).volume().voxels())
        .containsExactly(0, 1, 2, 3, 4, 5);
    Path flat = folder.resolve("f.npy");
    NpyWriter.write(flat, new Image2d(2, 1, new float[] {0.25f, 1}, 1), VoxelType.FLOAT32);
    assertThat(((LoadedImage.Flat) ImageFiles.read(flat)).image().pixels())
        .containsExactly(0.25f, 1);
  }

  @Test
  void damagedAndUnsupportedArraysAreRefused() throws IOException {
    assertRefused(dictionary("<c8", false, "(1, 1)"), "'<c8'");
    assertRefused(dictionary("|O", false, "(1, 1)"), "'|O'");
    assertRefused(
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "structured");
    assertRefused(dictionary("|u1", false, "(100, 100)"), "truncated");
    assertRefused(dictionary("|u1", false, "(99999999, 99999999)"), "limit");
    assertRefused(dictionary("|u1", false, "(0, 5)"), "size of 0");
    assertRefused(dictionary("|u1", false, "(5,)"), "1 axes");
    assertRefused(dictionary("|u1", false, "(-5, 1)"), "damaged NumPy header");
    assertRefused("{'fortran_order': False, 'shape': (1, 1), }", "damaged NumPy header");
    assertRefused(dictionary("|u1", false, "(1, 1)") + "x", "damaged NumPy header");
  }

  private void assertRefused(String dictionary, String reason) {
    assertThatThrownBy(() -> read(npy(1, dictionary, new byte[8])))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("a.npy")
        .hasMessageContaining(reason);
  }
}

package org.cdssl.image.format.nifti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.cdssl.image.Geometry;
import org.cdssl.image.Volume;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.ImageHeader;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.LoadedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class NiftiReaderTest {
  @TempDir Path folder;

  private final NiftiFiles nifti = new NiftiFiles();

  private record Type(int code, int bits, double[] values) {}

  private static final Type[] TYPES = {
    new Type(2, 8, new double[] {0, 200, 255}),
    new Type(256, 8, new double[] {-128, 0, 127}),
    new Type(4, 16, new double[] {-32768, 258, 32767}),
    new Type(512, 16, new double[] {0, 258, 65535}),
    new Type(8, 32, new double[] {-2147483648.0, 66051, 2147483647}),
    new Type(768, 32, new double[] {0, 66051, 4294967295.0}),
    new Type(1024, 64, new double[] {-0x1p63, 66051, 4e18}),
    new Type(1280, 64, new double[] {0, 66051, 0x1p64 - 2048}),
    new Type(16, 32, new double[] {-1.5, Float.NaN, Double.POSITIVE_INFINITY}),
    new Type(64, 64, new double[] {-1.1, 3e-9, Double.NEGATIVE_INFINITY})
  };

  @Test
  void everyRealTypeIsReadInBothByteOrdersAndBothVersions() throws IOException {
    for (Type type : TYPES) {
      for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
        for (int version = 1; version <= 2; version++) {
          nifti.version = version;
          nifti.order = order;
          nifti.datatype = type.code;
          nifti.bits = type.bits;
          nifti.dim = new long[] {3, 3, 1, 1, 1, 1, 1, 1};
          nifti.voxels = encode(type, order);
          float[] expected = new float[3];
          for (int i = 0; i < 3; i++) {
            expected[i] = (float) type.values[i];
          }
          assertThat(read(nifti.bytes()).voxels())
              .as("type %d, %s, version %d", type.code, order, version)
              .containsExactly(expected);
        }
      }
    }
  }

  private static byte[] encode(Type type, ByteOrder order) {
    ByteBuffer out = ByteBuffer.allocate(3 * type.bits / 8).order(order);
    for (double v : type.values) {
      switch (type.code) {
        case 2, 256 -> out.put((byte) (int) v);
        case 4, 512 -> out.putShort((short) (int) v);
        case 8, 768 -> out.putInt((int) (long) v);
        case 1024 -> out.putLong((long) v);
        case 1280 -> out.putLong(new java.math.BigDecimal(v).toBigInteger().longValue());
        case 16 -> out.putFloat((float) v);
        default -> out.putDouble(v);
      }
    }
    return out.array();
  }

  @Test
  void slopeAndInterceptAreAppliedUnlessTheSlopeIsZeroOrNotFinite() throws IOException {
    nifti.voxels = new byte[48];
    nifti.voxels[0] = 10;
    nifti.inter = -5;
    nifti.slope = 0.25;
    assertThat(read(nifti.bytes()).voxels()[0]).isEqualTo(-2.5f);
    assertThat(read(nifti.bytes()).voxels()[1]).isEqualTo(-5f);
    for (double none : new double[] {0, Double.NaN, Double.POSITIVE_INFINITY}) {
      nifti.slope = none;
      assertThat(read(nifti.bytes()).voxels()[0]).as("slope %s", none).isEqualTo(10f);
    }
    nifti.slope = 2;
    nifti.inter = Double.NaN;
    assertRefused("scl_inter");
  }

  @Test
  void theSformWinsOverTheQformAndBothOverTheSpacing() throws IOException {
    nifti.pixdim = new double[] {-1, 2, 3, 4, 0, 0, 0, 0};
    nifti.quaternion = new double[] {0, 0, 0, 7, 8, 9};
    nifti.rows = new double[] {0, 5, 0, 1, 6, 0, 0, 2, 0, 0, 7, 3};
    nifti.qformCode = 1;
    nifti.sformCode = 2;
    assertThat(affine()).containsExactly(0, 5, 0, 1, 6, 0, 0, 2, 0, 0, 7, 3, 0, 0, 0, 1);
    nifti.sformCode = 0;
    assertThat(affine()).containsExactly(2, 0, 0, 7, 0, 3, 0, 8, 0, 0, -4, 9, 0, 0, 0, 1);
    nifti.qformCode = 0;
    // nibabel's base affine: x reversed, origin in the middle of 2 x 3 x 4 voxels
    assertThat(affine()).containsExactly(-2, 0, 0, 1, 0, 3, 0, -3, 0, 0, 4, -6, 0, 0, 0, 1);
  }

  @Test
  void qformsAreTurnedIntoAffinesAsNibabelDoesIt() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("../affines-nibabel.json")) {
      JsonNode cases = JsonMapper.shared().readTree(in).get("cases");
      for (JsonNode one : cases) {
        double[] stored = doubles(one.get("affine"));
        double[] spacing = new Geometry(stored).spacingMm();
        double[] b = doubles(one.get("quaternion"));
        nifti.qformCode = 1;
        nifti.pixdim =
            new double[] {
              one.get("qfac").doubleValue(), spacing[0], spacing[1], spacing[2], 0, 0, 0, 0
            };
        nifti.quaternion = new double[] {b[0], b[1], b[2], stored[3], stored[7], stored[11]};
        assertThat(affine())
            .usingComparatorWithPrecision(1e-4)
            .containsExactly(doubles(one.get("qform")));
        assertThat(NiftiAffine.quaternion(new Geometry(stored)))
            .usingComparatorWithPrecision(2e-6)
            .containsExactly(one.get("qfac").doubleValue(), b[0], b[1], b[2]);
      }
    }
  }

  @Test
  void metresAndMicronsBecomeMillimetres() throws IOException {
    nifti.sformCode = 1;
    nifti.rows = new double[] {2, 0, 0, 1, 0, 2, 0, 1, 0, 0, 2, 1};
    nifti.units = 1 | 8; // metres, seconds
    assertThat(affine()[0]).isEqualTo(2000);
    assertThat(affine()[3]).isEqualTo(1000);
    nifti.units = 3;
    assertThat(affine()[0]).isCloseTo(0.002, within(1e-15));
    nifti.units = 0;
    assertThat(affine()[0]).isEqualTo(2);
  }

  @Test
  void aPairIsReadByEitherName() throws IOException {
    nifti.single = false;
    nifti.voxels[2] = 42;
    Path header = Files.write(folder.resolve("pair.hdr"), nifti.header());
    assertThatThrownBy(() -> ImageFiles.read(header))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("no .img");
    Path image = Files.write(folder.resolve("pair.img"), nifti.voxels);
    assertThat(solid(ImageFiles.read(header)).voxels()[1]).isEqualTo(42);
    assertThat(solid(ImageFiles.read(image)).voxels()[1]).isEqualTo(42);
    Files.move(image, folder.resolve("pair.img.gz"));
    Files.write(folder.resolve("pair.img.gz"), NiftiFiles.gzip(nifti.voxels));
    assertThat(solid(ImageFiles.read(header)).voxels()[1]).isEqualTo(42);
  }

  @Test
  void fourthAxisOfLengthOneVanishesAndALongerOneAsksForAFrame() throws IOException {
    nifti.dim = new long[] {4, 2, 3, 4, 1, 1, 1, 1};
    assertThat(read(nifti.bytes()).nz()).isEqualTo(4);
    nifti.dim = new long[] {5, 2, 3, 2, 1, 2, 1, 1};
    nifti.voxels[24] = 9; // first voxel of the second frame
    Path file = Files.write(folder.resolve("4d.nii"), nifti.bytes());
    ImageHeader header = ImageFiles.readHeader(file);
    assertThat(header.frames()).isEqualTo(2);
    assertThatThrownBy(() -> ImageFiles.read(file)).hasMessageContaining("2 frames");
    NiftiReader reader = new NiftiReader();
    assertThat(solid(reader.read(file, 0, Limits.DEFAULT)).voxels()[0]).isEqualTo(0);
    assertThat(solid(reader.read(file, 1, Limits.DEFAULT)).voxels()[0]).isEqualTo(9);
    assertThatThrownBy(() -> reader.read(file, 2, Limits.DEFAULT))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("no frame 2");
  }

  @Test
  void typesThatAreNoRealNumbersAreRefusedByName() throws IOException {
    nifti.datatype = 32;
    assertRefused("complex64");
    nifti.datatype = 128;
    assertRefused("RGB");
    nifti.datatype = 1536;
    assertRefused("float128");
    nifti.datatype = 77;
    assertRefused("unknown NIfTI voxel type 77");
  }

  @Test
  void truncatedAndOversizedFilesAreRefused() throws IOException {
    byte[] whole = nifti.bytes();
    assertRefused(Arrays.copyOf(whole, whole.length - 1), "a.nii", "truncated");
    assertRefused(Arrays.copyOf(whole, 200), "a.nii", "ends after 200 bytes");
    byte[] zipped = NiftiFiles.gzip(whole);
    assertRefused(Arrays.copyOf(zipped, zipped.length - 9), "a.nii.gz", "truncated");
    byte[] wrongCrc = zipped.clone();
    wrongCrc[zipped.length - 6] ^= 1;
    assertRefused(wrongCrc, "a.nii.gz", "damaged gzip");
    assertRefused(NiftiFiles.gzip(Arrays.copyOf(whole, whole.length + 1)), "a.nii.gz", "more data");
    // bytes behind the voxels of a plain file are ignored, as everyone does
    assertThat(read(Arrays.copyOf(whole, whole.length + 5)).nx()).isEqualTo(2);
    nifti.dim = new long[] {3, 1000, 1000, 900, 1, 1, 1, 1};
    assertRefused("truncated");
    nifti.dim = new long[] {3, 30000, 30000, 30000, 1, 1, 1, 1};
    assertRefused("limit");
    nifti.dim = new long[] {3, 2, 0, 4, 1, 1, 1, 1};
    assertRefused("size of 0");
    nifti.dim = new long[] {9, 2, 2, 4, 1, 1, 1, 1};
    assertRefused("dimension");
  }

  @Test
  void anAffineThatIsNotFiniteIsRefused() throws IOException {
    nifti.sformCode = 1;
    nifti.rows[5] = Double.NaN;
    assertRefused("not finite");
  }

  private double[] affine() throws IOException {
    return read(nifti.bytes()).geometry().affine();
  }

  private void assertRefused(String reason) throws IOException {
    assertRefused(nifti.bytes(), "refused.nii", reason);
  }

  private void assertRefused(byte[] content, String name, String reason) throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    assertThatThrownBy(() -> ImageFiles.read(file))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }

  private Volume read(byte[] content) throws IOException {
    return solid(ImageFiles.read(Files.write(folder.resolve("a.nii"), content)));
  }

  private static Volume solid(LoadedImage image) {
    return ((LoadedImage.Solid) image).volume();
  }

  private static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).doubleValue();
    }
    return values;
  }
}

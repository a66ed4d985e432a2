package org.cdssl.image.format.metaimage;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cdssl.image.format.TextFormatFiles.join;
import static org.cdssl.image.format.TextFormatFiles.shorts;
import static org.cdssl.image.format.TextFormatFiles.voxels;
import static org.cdssl.image.format.TextFormatFiles.zlib;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.cdssl.image.Geometry;
import org.cdssl.image.Orientation;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.ImageHeader;
import org.cdssl.image.format.ImageHeader.Remark;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.nifti.NiftiFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetaImageReaderTest {
  private static final int[] VALUES = {-5, 1, 300, -32768, 7, 8, 9, 10, 11, 12, 13, 14};
  private static final String SMALL =
      "ObjectType = Image\nNDims = 3\nDimSize = 2 3 2\nElementType = MET_SHORT\n";

  @TempDir Path folder;

  private Path write(String name, String header, byte[] data) throws IOException {
    return Files.write(folder.resolve(name), join(header, data));
  }

  private static float[] floats() {
    float[] out = new float[VALUES.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = VALUES[i];
    }
    return out;
  }

  @Test
  void voxelsBehindTheHeaderAreReadInBothByteOrdersPlainAndCompressed() throws IOException {
    String local = "ElementDataFile = LOCAL\n";
    String big = "BinaryData = True\nBinaryDataByteOrderMSB = True\n";
    assertThat(voxels(write("a.mha", SMALL + local, shorts(LITTLE_ENDIAN, VALUES))))
        .containsExactly(floats());
    assertThat(voxels(write("b.mha", SMALL + big + local, shorts(BIG_ENDIAN, VALUES))))
        .containsExactly(floats());
    String packed = SMALL + "CompressedData = True\nCompressedDataSize = 99\n" + local;
    assertThat(voxels(write("c.mha", packed, zlib(shorts(LITTLE_ENDIAN, VALUES)))))
        .containsExactly(floats());
    assertThat(voxels(write("d.mha", packed, NiftiFiles.gzip(shorts(LITTLE_ENDIAN, VALUES)))))
        .containsExactly(floats());
    String windows = (SMALL + local).replace("\n", "\r\n");
    assertThat(voxels(write("e.mha", windows, shorts(LITTLE_ENDIAN, VALUES))))
        .containsExactly(floats());
    String text = SMALL + "BinaryData = False\n" + local;
    byte[] numbers = "-5 1 300 -32768\n7 8 9\t10 11 12 13 14".getBytes(StandardCharsets.US_ASCII);
    assertThat(voxels(write("f.mha", text, numbers))).containsExactly(floats());
  }

  @Test
  void voxelsBesideTheHeaderMayBeOneFileAListOrNumbered() throws IOException {
    byte[] all = shorts(LITTLE_ENDIAN, VALUES);
    byte[] first = Arrays.copyOf(all, 12);
    byte[] second = Arrays.copyOfRange(all, 12, 24);
    Files.write(folder.resolve("a b (1).raw"), all);
    Path one = write("a.mhd", SMALL + "ElementDataFile = a b (1).raw\n", new byte[0]);
    assertThat(voxels(one)).containsExactly(floats());
    assertThat(ImageFiles.readerOf(one).filesOf(one, Limits.DEFAULT))
        .containsExactly(one, folder.resolve("a b (1).raw").toRealPath());
    Files.write(folder.resolve("s08.raw"), first);
    Files.write(folder.resolve("s10.raw"), second);
    assertThat(
            voxels(write("b.mhd", SMALL + "ElementDataFile = LIST\ns08.raw\ns10.raw", new byte[0])))
        .containsExactly(floats());
    assertThat(voxels(write("c.mhd", SMALL + "ElementDataFile = s%02d.raw 8 10 2\n", new byte[0])))
        .containsExactly(floats());
    Files.createDirectory(folder.resolve("sub"));
    Files.write(folder.resolve("sub/a.zraw"), zlib(all));
    assertThat(
            voxels(
                write(
                    "d.mhd",
                    SMALL + "CompressedData = True\nElementDataFile = sub/a.zraw\n",
                    new byte[0])))
        .containsExactly(floats());
    assertThatThrownBy(
            () -> voxels(write("e.mhd", SMALL + "ElementDataFile = LIST\ns08.raw\n", new byte[0])))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("1 files for its 2 slices");
  }

  @Test
  void aHeaderSizeSkipsBytesAndMinusOneTakesTheLastOnes() throws IOException {
    byte[] all = shorts(LITTLE_ENDIAN, VALUES);
    Files.write(folder.resolve("a.raw"), join("12345", all));
    String end = "ElementDataFile = a.raw\n";
    assertThat(voxels(write("a.mhd", SMALL + "HeaderSize = 5\n" + end, new byte[0])))
        .containsExactly(floats());
    assertThat(voxels(write("b.mhd", SMALL + "HeaderSize = -1\n" + end, new byte[0])))
        .containsExactly(floats());
  }

  @Test
  void positionsTurnFromLpsToRasWithTheRowsOfTheMatrixAsDirections() throws IOException {
    for (String[] names :
        new String[][] {
          {"TransformMatrix", "Offset", "ElementSpacing"},
          {"Orientation", "Position", "ElementSize"},
          {"Rotation", "Origin", "ElementSpacing"}
        }) {
      String header =
          "ObjectType = Image\nNDims = 3\nDimSize = 2 1 1\nElementType = MET_UCHAR\n"
              + names[0]
              + " = 0 1 0 0 0 1 1 0 0\n"
              + names[1]
              + " = 10 20 30\n"
              + names[2]
              + " = 2 3 4\nAnatomicalOrientation = ASL\nCenterOfRotation = 7 7 7\n"
              + "ElementDataFile = LOCAL\n";
      Geometry geometry =
          ImageFiles.readHeader(write("a.mha", header, new byte[2])).geometry().orElseThrow();
      // x runs to the back, y to the head, z to the left
      assertThat(geometry.affine())
          .as(names[0])
          .containsExactly(0, 0, -4, -10, -2, 0, 0, -20, 0, 3, 0, 30, 0, 0, 0, 1);
      assertThat(Orientation.of(geometry).codes()).isEqualTo("PSL");
    }
  }

  @Test
  void twoDimensionsAreFlatAndFourAreFrames() throws IOException {
    String flat = "NDims = 2\nDimSize = 3 2\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n";
    ImageHeader header = ImageFiles.readHeader(write("a.mha", flat, new byte[6]));
    assertThat(header.isFlat()).isTrue();
    assertThat(header.sizeText()).isEqualTo("3 x 2");
    assertThat(header.fullScale()).isEqualTo(255);
    String frames =
        "NDims = 4\nDimSize = 2 1 1 3\nElementType = MET_LONG\nElementSpacing = 1 1 -2 9\n"
            + "ElementDataFile = LOCAL\n";
    ImageHeader series = ImageFiles.readHeader(write("b.mha", frames, new byte[24]));
    assertThat(series.frames()).isEqualTo(3);
    assertThat(series.type()).isEqualTo(VoxelType.INT32);
    assertThat(series.geometry().orElseThrow().at(2, 2)).isEqualTo(-2);
    assertThat(series.remarks())
        .extracting(Remark::kind)
        .containsExactly(Remark.Kind.NEGATIVE_SPACING);
  }

  @Test
  void whatCannotBeReadIsRefusedWithItsReason() throws IOException {
    byte[] all = shorts(LITTLE_ENDIAN, VALUES);
    String local = "ElementDataFile = LOCAL\n";
    refused(SMALL + "ElementNumberOfChannels = 3\n" + local, all, "3 channels");
    refused(SMALL.replace("SHORT", "SHORT_ARRAY") + local, all, "MET_SHORT_ARRAY");
    refused(SMALL.replace("Image", "Tube") + local, all, "type Tube");
    refused(SMALL.replace("2 3 2", "2 3") + local, all, "DimSize");
    refused(SMALL.replace("2 3 2", "2 0 2") + local, all, "size of 0");
    refused(SMALL + "TransformMatrix = 1 0 0 1\n" + local, all, "TransformMatrix");
    refused(SMALL + "Offset = 0 nan 0\n" + local, all, "not finite");
    refused(SMALL + "ElementToIntensityFunctionSlope = 2\n" + local, all, "Slope");
    refused(SMALL, all, "");
    refused(SMALL + local, Arrays.copyOf(all, 23), "truncated");
    refused(SMALL + "CompressedData = True\n" + local, all, "damaged zlib");
    byte[] packed = zlib(all);
    refused(
        SMALL + "CompressedData = True\n" + local,
        Arrays.copyOf(packed, packed.length - 4),
        "truncated");
    refused(
        SMALL.replace("2 3 2", "2 3 1") + "CompressedData = True\n" + local, packed, "more data");
    refused(SMALL + "ElementDataFile = none.raw\n", all, "not there");
    refused(SMALL + "ElementDataFile = s%d%d.raw 1 2 1\n", all, "one number");
    refused(SMALL + "ElementDataFile = s%d.raw 1 999999999 1\n", all, "more than");
    refused(SMALL + "ElementDataFile = s%d.raw 1 2 0\n", all, "nowhere");
    refused(
        SMALL + "BinaryData = False\n" + local, "1 2 x".getBytes(StandardCharsets.US_ASCII), "");
  }

  private void refused(String header, byte[] data, String reason) throws IOException {
    Path file = write("bad.mha", header, data);
    assertThatThrownBy(() -> ImageFiles.read(file))
        .as(header)
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(reason);
  }
}

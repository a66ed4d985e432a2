package org.cdssl.image.format.nrrd;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cdssl.image.format.TextFormatFiles.join;
import static org.cdssl.image.format.TextFormatFiles.shorts;
import static org.cdssl.image.format.TextFormatFiles.voxels;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.cdssl.image.Geometry;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.ImageHeader;
import org.cdssl.image.format.ImageHeader.Remark;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.nifti.NiftiFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NrrdReaderTest {
  private static final int[] VALUES = {-5, 1, 300, -32768, 7, 8, 9, 10, 11, 12, 13, 14};
  private static final float[] FLOATS = {-5, 1, 300, -32768, 7, 8, 9, 10, 11, 12, 13, 14};
  private static final String SMALL =
      "NRRD0004\n# made by a test\ntype: short\ndimension: 3\nsizes: 2 3 2\nkey:=any: thing\n";

  @TempDir Path folder;

  private Path write(String name, String header, byte[] data) throws IOException {
    return Files.write(folder.resolve(name), join(header, data));
  }

  @Test
  void attachedVoxelsAreReadRawGzipAndAsTextInBothByteOrders() throws IOException {
    byte[] little = shorts(LITTLE_ENDIAN, VALUES);
    String raw = SMALL + "encoding: raw\nendian: ";
    assertThat(voxels(write("a.nrrd", raw + "little\n\n", little))).containsExactly(FLOATS);
    assertThat(voxels(write("b.nrrd", raw + "big\n\n", shorts(BIG_ENDIAN, VALUES))))
        .containsExactly(FLOATS);
    assertThat(
            voxels(
                write(
                    "c.nrrd", SMALL + "encoding: gz\nendian: little\n\n", NiftiFiles.gzip(little))))
        .containsExactly(FLOATS);
    assertThat(
            voxels(
                write(
                    "d.nrrd",
                    SMALL + "encoding: ascii\n\n",
                    "-5,1,300 -32768 7 8 9 10\n11 12 13 14\n".getBytes(StandardCharsets.US_ASCII))))
        .containsExactly(FLOATS);
    assertThat(voxels(write("e.nrrd", raw + "little\nbyte skip: 3\n\n", join("xyz", little))))
        .containsExactly(FLOATS);
    assertThat(voxels(write("f.nrrd", raw + "little\nbyteskip: -1\n\n", join("xyzw", little))))
        .containsExactly(FLOATS);
  }

  @Test
  void detachedVoxelsMayBeOneFileAListOrNumberedWithSkips() throws IOException {
    byte[] little = shorts(LITTLE_ENDIAN, VALUES);
    String raw = SMALL + "encoding: raw\nendian: little\n";
    Files.write(folder.resolve("a.raw"), join("one\ntwo\n1234", little));
    Path one = write("a.nhdr", raw + "line skip: 2\nbyte skip: 4\ndata file: a.raw\n", new byte[0]);
    assertThat(voxels(one)).containsExactly(FLOATS);
    assertThat(ImageFiles.readerOf(one).filesOf(one, Limits.DEFAULT)).hasSize(2);
    Files.write(folder.resolve("z.gz"), NiftiFiles.gzip(join("1234", little)));
    assertThat(
            voxels(
                write(
                    "b.nhdr",
                    SMALL + "encoding: gzip\nendian: little\nbyte skip: 4\ndatafile: ./z.gz\n",
                    new byte[0])))
        .containsExactly(FLOATS);
    Files.write(folder.resolve("s1.raw"), Arrays.copyOf(little, 12));
    Files.write(folder.resolve("s2.raw"), Arrays.copyOfRange(little, 12, 24));
    assertThat(voxels(write("c.nhdr", raw + "data file: s%d.raw 1 2 1\n", new byte[0])))
        .containsExactly(FLOATS);
    assertThat(voxels(write("d.nhdr", raw + "data file: LIST 2\ns1.raw\ns2.raw\n", new byte[0])))
        .containsExactly(FLOATS);
    assertThat(voxels(write("e.nhdr", raw + "data file: s%d.raw 2 1 -1\n", new byte[0])))
        .startsWith(9, 10);
    assertThatThrownBy(() -> voxels(write("f.nhdr", raw + "data file: s1.raw\n", new byte[0])))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("truncated");
  }

  @Test
  void directionsInAnySpaceBecomeRas() throws IOException {
    String where =
        "space directions: (0,2,0) (0,0,3) (4,0,0)\nspace origin: (10,20,30)\n"
            + "encoding: raw\nendian: little\n\n";
    assertThat(affine("space: LPS\n" + where))
        .containsExactly(0, 0, -4, -10, -2, 0, 0, -20, 0, 3, 0, 30, 0, 0, 0, 1);
    assertThat(affine("space: left-anterior-superior\n" + where))
        .containsExactly(0, 0, -4, -10, 2, 0, 0, 20, 0, 3, 0, 30, 0, 0, 0, 1);
    assertThat(affine("space: right-anterior-superior\n" + where))
        .containsExactly(0, 0, 4, 10, 2, 0, 0, 20, 0, 3, 0, 30, 0, 0, 0, 1);
    assertThat(affine("space dimension: 3\n" + where)).startsWith(0, 0, -4, -10, -2);
    assertThat(affine("space: RAS\nspace units: \"cm\" \"cm\" \"cm\"\n" + where))
        .startsWith(0, 0, 40, 100, 20);
    refused(SMALL + "space: upside-down\n" + where, new byte[24], "upside-down");
  }

  private double[] affine(String rest) throws IOException {
    Path file = write("g.nrrd", SMALL + rest, new byte[24]);
    return ImageFiles.readHeader(file).geometry().map(Geometry::affine).orElseThrow();
  }

  @Test
  void withoutDirectionsSpacingsOrAxisRangesGiveTheGrid() throws IOException {
    String end = "encoding: raw\nendian: little\n\n";
    assertThat(affine("spacings: 2 3 -4\n" + end))
        .containsExactly(-2, 0, 0, 0, 0, -3, 0, 0, 0, 0, -4, 0, 0, 0, 0, 1);
    // two cells from 0 to 4, three nodes from 1 to 5
    assertThat(affine("axis mins: 0 1 nan\naxis maxs: 4 5 nan\ncenterings: cell node ???\n" + end))
        .containsExactly(-2, 0, 0, -1, 0, -2, 0, -1, 0, 0, 1, 0, 0, 0, 0, 1);
    assertThat(
            ImageFiles.readHeader(write("g.nrrd", SMALL + "spacings: 1 1 -1\n" + end, new byte[24]))
                .remarks())
        .extracting(Remark::kind)
        .containsExactly(Remark.Kind.NEGATIVE_SPACING);
  }

  @Test
  void axesOutsideSpaceAreFramesBehindAndChannelsAhead() throws IOException {
    String start = "NRRD0005\ntype: uchar\nencoding: raw\n";
    ImageHeader flat =
        ImageFiles.readHeader(
            write("a.nrrd", start + "dimension: 2\nsizes: 4 3\n\n", new byte[12]));
    assertThat(flat.isFlat()).isTrue();
    assertThat(flat.sizeText()).isEqualTo("4 x 3");
    ImageHeader series =
        ImageFiles.readHeader(
            write(
                "b.nrrd",
                start
                    + "dimension: 4\nsizes: 1 2 3 2\nspace: RAS\n"
                    + "space directions: (1,0,0) (0,1,0) (0,0,1) none\n\n",
                new byte[12]));
    assertThat(series.sizeText()).isEqualTo("1 x 2 x 3 x 2");
    refused(
        start + "dimension: 3\nsizes: 3 2 2\nkinds: RGB-color domain domain\n\n",
        new byte[12],
        "3 values a voxel");
    refused(
        start
            + "dimension: 4\nsizes: 2 3 2 1\nspace: RAS\n"
            + "space directions: (1,0,0) (0,1,0) none (0,0,1)\n\n",
        new byte[12],
        "move it to the end");
  }

  @Test
  void whatCannotBeReadIsRefusedWithItsReason() throws IOException {
    byte[] all = shorts(LITTLE_ENDIAN, VALUES);
    String raw = SMALL + "encoding: raw\nendian: little\n";
    refused(SMALL + "encoding: bzip2\n\n", all, "bzip2");
    refused(SMALL + "encoding: hex\n\n", all, "hex");
    refused(SMALL + "encoding: raw\n\n", all, "no field endian");
    refused(raw.replace("short", "block") + "\n", all, "block");
    refused(raw.replace("0004", "0009") + "\n", all, "NRRD0009");
    refused(raw.replace("2 3 2", "2 3") + "\n", all, "sizes");
    refused(raw + "spacings: 1 1\n\n", all, "spacings");
    refused(raw + "space directions: (1,0,0) (0,1,0) (0,0\n\n", all, "spacedirections");
    refused(raw + "endian: big\n\n", all, "twice");
    refused(raw + "nonsense\n\n", all, "damaged");
    refused(raw + "\n", Arrays.copyOf(all, 23), "truncated");
    refused(SMALL + "encoding: gzip\nendian: little\n\n", all, "gzip");
    refused(
        SMALL.replace("2 3 2", "2 3 1") + "encoding: gzip\nendian: little\n\n",
        NiftiFiles.gzip(all),
        "more data");
    refused(raw + "line skip: 5\n\n", all, "lines");
  }

  private void refused(String header, byte[] data, String reason) throws IOException {
    Path file = write("bad.nrrd", header, data);
    assertThatThrownBy(() -> ImageFiles.read(file))
        .as(header)
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(reason);
  }
}

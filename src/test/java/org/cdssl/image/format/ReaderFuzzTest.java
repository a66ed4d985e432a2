package org.cdssl.image.format;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.cdssl.image.format.TextFormatFiles.join;
import static org.cdssl.image.format.TextFormatFiles.shorts;
import static org.cdssl.image.format.TextFormatFiles.zlib;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import org.cdssl.image.format.ReaderFuzz.Reading;
import org.cdssl.image.format.ReaderFuzz.Seed;
import org.cdssl.image.format.metaimage.MetaImageReader;
import org.cdssl.image.format.nifti.NiftiFiles;
import org.cdssl.image.format.nifti.NiftiReader;
import org.cdssl.image.format.nrrd.NrrdReader;
import org.cdssl.image.format.numpy.NpyReader;
import org.cdssl.image.format.numpy.NpyWriter;
import org.cdssl.image.format.numpy.NpzFile;
import org.cdssl.image.format.numpy.NpzWriter;
import org.cdssl.image.format.raster.JpegReader;
import org.cdssl.image.format.raster.PngFiles;
import org.cdssl.image.format.raster.PngReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Ten thousand damaged files over all readers, drawn from a fixed seed (P16); many more with
/// `-Dcdssl.fuzz=1000000`.
class ReaderFuzzTest {
  private static final byte[] VOXELS = shorts(LITTLE_ENDIAN, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  private static final String META =
      "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\n"
          + "TransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = 1 2 3\nElementSpacing = 1 2 3\n"
          + "DimSize = 2 3 2\nElementType = MET_SHORT\n";
  private static final String NRRD =
      "NRRD0004\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: 2 3 2\n"
          + "space directions: (1,0,0) (0,1,0) (0,0,1)\nkinds: domain domain domain\n"
          + "space origin: (0,0,0)\nendian: little\n";
  private static final String BARE_NRRD =
      "NRRD0004\ntype: short\ndimension: 3\nsizes: 2 3 2\nspacings: 1 2 3\naxis mins: 0 0 0\n"
          + "axis maxs: 2 3 2\ncenters: cell node cell\nunits: \"mm\" \"mm\" \"mm\"\nendian: little\n";

  @TempDir Path folder;

  private void run(Reading reading, int share, long seed, Seed... seeds) throws IOException {
    int count = (int) ((long) ReaderFuzz.MUTANTS * share / 100);
    new ReaderFuzz(folder).run(reading, List.of(seeds), count, seed);
  }

  @Test
  void damagedNiftiFilesAreReadOrRefused() throws IOException {
    byte[] nifti = NiftiFiles.small();
    run(
        Reading.of(new NiftiReader()),
        20,
        1,
        Seed.of("a.nii", nifti),
        Seed.of("a.nii.gz", nifti, NiftiFiles::gzip),
        Seed.of("b.nii.gz", NiftiFiles.gzip(nifti)));
  }

  @Test
  void damagedMetaImagesAreReadOrRefused() throws IOException {
    run(
        Reading.of(new MetaImageReader()),
        20,
        2,
        Seed.of("a.mha", join(META + "ElementDataFile = LOCAL\n", VOXELS)),
        Seed.of(
            "b.mha", join(META + "CompressedData = True\nElementDataFile = LOCAL\n", zlib(VOXELS))),
        Seed.of("c.mhd", join(META + "ElementDataFile = c.raw\n", new byte[0]))
            .with("c.raw", VOXELS),
        Seed.of("d.mhd", join(META + "ElementDataFile = d%d.raw 1 2 1\n", new byte[0]))
            .with("d1.raw", new byte[12])
            .with("d2.raw", new byte[12]),
        Seed.of("e.mhd", join(META + "ElementDataFile = LIST 2\ne1.raw\ne2.raw\n", new byte[0]))
            .with("e1.raw", new byte[12])
            .with("e2.raw", new byte[12]),
        Seed.of(
            "f.mha",
            join(
                META.replace("BinaryData = True", "BinaryData = False")
                    + "ElementDataFile = LOCAL\n",
                "1 2 3 4 5 6 7 8 9 10 11 12 ".getBytes(StandardCharsets.US_ASCII))));
  }

  @Test
  void damagedNrrdFilesAreReadOrRefused() throws IOException {
    run(
        Reading.of(new NrrdReader()),
        20,
        3,
        Seed.of("a.nrrd", join(NRRD + "encoding: raw\n\n", VOXELS)),
        Seed.of("b.nrrd", join(NRRD + "encoding: gzip\n\n", NiftiFiles.gzip(VOXELS))),
        Seed.of("c.nrrd", join(BARE_NRRD + "encoding: raw\nbyte skip: -1\n\n", VOXELS)),
        Seed.of(
            "d.nrrd",
            join(
                NRRD + "encoding: ascii\n\n",
                "1 2 3 4 5 6 7 8 9 10 11 12".getBytes(StandardCharsets.US_ASCII))),
        Seed.of(
                "e.nhdr",
                join(
                    NRRD + "encoding: raw\nline skip: 1\nbyte skip: 2\ndata file: e.raw\n",
                    new byte[0]))
            .with("e.raw", join("line\nab", VOXELS)),
        Seed.of(
                "f.nhdr",
                join(NRRD + "encoding: raw\ndata file: LIST\nf1.raw\nf2.raw\n", new byte[0]))
            .with("f1.raw", new byte[12])
            .with("f2.raw", new byte[12]));
  }

  @Test
  void damagedNumpyFilesAreReadOrRefused() throws IOException {
    Path npy = folder.resolve("whole.npy");
    NpyWriter.write(npy, new float[24], VoxelType.INT16, 2, 3, 4);
    run(Reading.of(new NpyReader()), 12, 4, Seed.of("a.npy", Files.readAllBytes(npy)));
    Path npz = folder.resolve("whole.npz");
    new NpzWriter()
        .add("images", VoxelType.UINT8, new float[24], 2, 3, 4)
        .add("labels", VoxelType.INT64, new float[2], 2, 1)
        .write(npz);
    run(ReaderFuzzTest::readNpz, 13, 5, Seed.of("a.npz", Files.readAllBytes(npz)));
  }

  @Test
  void damagedPngFilesAreReadOrRefused() throws IOException {
    run(
        Reading.of(new PngReader()),
        10,
        6,
        Seed.of("a.png", PngFiles.small()),
        Seed.of("b.png", PngFiles.small(), ReaderFuzzTest::withPngCrcs));
  }

  @Test
  void damagedJpegFilesAreReadOrRefused() throws IOException {
    List<Seed> seeds = new ArrayList<>();
    try (InputStream in = getClass().getResourceAsStream("jpeg-pillow.json")) {
      JsonNode cases = JsonMapper.shared().readTree(in).get("cases");
      for (int i = 0; i < cases.size(); i++) {
        byte[] good = Base64.getDecoder().decode(cases.get(i).get("base64").stringValue());
        seeds.add(Seed.of("a.jpg", good));
      }
    }
    run(Reading.of(new JpegReader()), 5, 7, seeds.toArray(Seed[]::new));
  }

  private static void readNpz(Path file) throws IOException {
    try (NpzFile npz = NpzFile.open(file)) {
      for (String member : npz.members()) {
        npz.read(member).floats();
      }
    }
  }

  /// Makes the CRCs right again, so that the damage reaches what lies behind them.
  private static byte[] withPngCrcs(byte[] png) {
    byte[] repaired = png.clone();
    ByteBuffer in = ByteBuffer.wrap(repaired);
    for (int at = 8; at + 12 <= repaired.length; ) {
      int length = in.getInt(at);
      if (length < 0 || length > repaired.length - at - 12) {
        break;
      }
      CRC32 crc = new CRC32();
      crc.update(repaired, at + 4, length + 4);
      in.putInt(at + 8 + length, (int) crc.getValue());
      at += length + 12;
    }
    return repaired;
  }
}

package org.cdssl.image.format.dicom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.cdssl.Sha256;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.Limits;

/// From the kept elements of a data set to a checked [DicomHeader].
final class HeaderBuilder {
  private final ByteSource in;
  private final Path file;
  private final Limits limits;
  private final TransferSyntax syntax;
  private final DataSet meta;
  private final DataSet set;
  private final DataSetParser parser;

  HeaderBuilder(
      ByteSource in,
      Limits limits,
      TransferSyntax syntax,
      DataSet meta,
      DataSet set,
      DataSetParser parser) {
    this.in = in;
    this.file = in.file();
    this.limits = limits;
    this.syntax = syntax;
    this.meta = meta;
    this.set = set;
    this.parser = parser;
  }

  DicomHeader build() throws IOException {
    String modality = set.text(Tags.MODALITY);
    if (!modality.matches("[A-Z]{2,16}")) {
      modality = "";
    }
    if (parser.pixelTag() == 0) {
      throw new FormatException(file, withoutPixels(modality));
    }
    Pixels pixels = pixels();
    requireBacked(pixels);
    PlaneReader planes = new PlaneReader(set, pixels.frames());
    Lut modalityLut = Lut.ofModality(set.item(Tags.MODALITY_LUT), pixels.signed());
    Lut palette = null;
    if (pixels.photometric() == Photometric.PALETTE) {
      palette = Lut.ofPalette(set, pixels.signed());
      if (palette == null) {
        throw damaged("its palette is not whole");
      }
    }
    return new DicomHeader(
        syntax,
        modality,
        hash(set.text(Tags.SERIES_INSTANCE)),
        hash(set.text(Tags.SOP_INSTANCE)),
        pixels,
        planes.planes(),
        planes.spacingMm(),
        planes.thicknessMm(),
        transform(Tags.SLOPE, 1, pixels.frames()),
        transform(Tags.INTERCEPT, 0, pixels.frames()),
        modalityLut,
        palette,
        set.text(Tags.BURNED_IN).toUpperCase(Locale.ROOT).equals("YES"),
        set.text(Tags.IMAGE_TYPE).contains("LOCALIZER"));
  }

  private Pixels pixels() throws IOException {
    boolean floats = parser.pixelTag() != Tags.PIXELS;
    int samples = set.number(Tags.SAMPLES, 1);
    Photometric photometric = Photometric.of(set.text(Tags.PHOTOMETRIC), samples);
    if (photometric == null) {
      throw new FormatException(
          file,
          "has a photometric interpretation that is not supported; MONOCHROME1, MONOCHROME2,"
              + " PALETTE COLOR, RGB and YBR are");
    }
    if (samples != photometric.samples()) {
      throw damaged("it has %d samples a pixel, which is not %s".formatted(samples, photometric));
    }
    int rows = set.number(Tags.ROWS, 0);
    int columns = set.number(Tags.COLUMNS, 0);
    if (rows < 1 || columns < 1 || rows > 0xffff || columns > 0xffff) {
      throw damaged("its size is %dx%d".formatted(columns, rows));
    }
    int frames = frames();
    limits.checkedCount(file, columns, rows, frames);
    if ((long) rows * columns > limits.maxPixels()) {
      throw new FormatException(
          file,
          "has %dx%d pixels, more than the limit of %d"
              .formatted(columns, rows, limits.maxPixels()));
    }
    int allocated = set.number(Tags.BITS_ALLOCATED, 0);
    int stored = set.number(Tags.BITS_STORED, allocated);
    int highBit = set.number(Tags.HIGH_BIT, stored - 1);
    if (floats) {
      allocated = parser.pixelTag() == Tags.FLOAT_PIXELS ? 32 : 64;
      stored = allocated;
      highBit = allocated - 1;
      if (samples != 1 || isCompressed()) {
        throw damaged("floating-point pixels can be neither coloured nor compressed");
      }
    } else if (allocated != 1 && allocated != 8 && allocated != 16 && allocated != 32) {
      throw new FormatException(
          file, "has " + allocated + " bits allocated; 1, 8, 16 and 32 can be read");
    }
    if (stored < 1 || highBit < stored - 1 || highBit >= allocated) {
      throw damaged(
          "%d bits stored up to bit %d do not fit %d bits".formatted(stored, highBit, allocated));
    }
    return new Pixels(
        rows,
        columns,
        samples,
        frames,
        photometric,
        allocated,
        stored,
        highBit,
        set.number(Tags.PIXEL_REPRESENTATION, 0) == 1,
        samples == 3 && set.number(Tags.PLANAR, 0) == 1,
        parser.pixelTag(),
        parser.pixelAt(),
        parser.pixelLength(),
        syntax.isBigEndian() && allocated < 16 && parser.isPixelWords());
  }

  private int frames() throws FormatException {
    if (set.text(Tags.FRAMES).isEmpty()) {
      return 1;
    }
    double frames = set.decimal(Tags.FRAMES, -1);
    if (frames == 0) {
      return 1;
    }
    if (!(frames >= 1 && frames <= Integer.MAX_VALUE && frames == Math.rint(frames))) {
      throw damaged("its number of frames is no number");
    }
    return (int) frames;
  }

  private boolean isCompressed() {
    return syntax.coding() != TransferSyntax.Coding.NATIVE
        && syntax.coding() != TransferSyntax.Coding.DEFLATED_DATA_SET;
  }

  /// Refuses sizes that the bytes of the file cannot hold.
  private void requireBacked(Pixels pixels) throws IOException {
    if (isCompressed()) {
      if (pixels.length() != DataSetParser.UNDEFINED) {
        throw damaged("its compressed pixels are not in fragments");
      }
      if (!in.reaches(pixels.at() + 8 + 8L * pixels.frames())) {
        throw new FormatException(
            file, "declares %d frames, more than it can hold".formatted(pixels.frames()));
      }
      return;
    }
    long bits = Math.multiplyExact(pixels.frameBits(), (long) pixels.frames());
    long bytes = (bits + 7) / 8;
    if (pixels.length() == DataSetParser.UNDEFINED || pixels.length() < bytes) {
      throw damaged(
          "its %d frames of %dx%d need %d bytes, but the pixel element holds %s"
              .formatted(
                  pixels.frames(),
                  pixels.columns(),
                  pixels.rows(),
                  bytes,
                  pixels.length() == DataSetParser.UNDEFINED ? "fragments" : pixels.length()));
    }
    if (in instanceof InflatedSource inflated) {
      inflated.allow(pixels.at() + pixels.length());
    }
    if (!in.reaches(pixels.at() + bytes)) {
      throw new FormatException(
          file, "ends before its %d bytes of pixels do (truncated?)".formatted(bytes));
    }
  }

  private String withoutPixels(String modality) {
    // Media Storage Directory Storage
    if (meta.text(Tags.MEDIA_STORAGE).startsWith("1.2.840.10008.1.3.10")) {
      return "is a DICOMDIR, the directory of a medium; read the images beside it";
    }
    if (set.has(Tags.ROWS)) {
      return "holds no pixel data (truncated?)";
    }
    return "holds no image"
        + (modality.isEmpty() ? "" : " (modality " + modality + ")")
        + "; leave it out";
  }

  /// Rescale slope or intercept: of each frame, of all frames, or of the data set.
  private double[] transform(int tag, double absent, int frames) {
    double shared =
        set.item(Tags.SHARED_GROUPS)
            .item(Tags.VALUE_TRANSFORM)
            .decimal(tag, set.decimal(tag, absent));
    List<DataSet> groups = set.items(Tags.FRAME_GROUPS);
    if (groups.size() != frames || !groups.getFirst().item(Tags.VALUE_TRANSFORM).has(tag)) {
      return new double[] {shared};
    }
    double[] each = new double[frames];
    for (int i = 0; i < frames; i++) {
      each[i] = groups.get(i).item(Tags.VALUE_TRANSFORM).decimal(tag, shared);
    }
    return each;
  }

  /// 16 hexadecimal digits that tell one UID from another and do not lead back to it.
  private static String hash(String uid) {
    if (uid.isEmpty()) {
      return "";
    }
    MessageDigest digest = Sha256.digest();
    byte[] all = digest.digest(("cdssl dicom uid " + uid).getBytes(StandardCharsets.ISO_8859_1));
    return HexFormat.of().formatHex(all, 0, 8);
  }

  private FormatException damaged(String how) {
    return new FormatException(file, "is damaged: " + how);
  }
}

package org.cdssl.image.format.dicom;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.Limits;

/// An open DICOM file whose header has been read: with or without preamble and file meta
/// information, and also inside gzip.
final class DicomFile implements Closeable {
  private static final int PREAMBLE = 128;

  private final ByteSource in;
  private final DicomHeader header;

  private DicomFile(ByteSource in, DicomHeader header) {
    this.in = in;
    this.header = header;
  }

  ByteSource in() {
    return in;
  }

  DicomHeader header() {
    return header;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /// Whether the first bytes are those of DICOM: `DICM` behind the preamble, or else a first
  /// element as data sets have them.
  static boolean isDicom(byte[] start) {
    if (hasPreamble(start)) {
      return true;
    }
    if (start.length < 16) {
      return false;
    }
    boolean big = start[0] == 0;
    int group = big ? start[1] : start[0];
    int element = big ? start[3] & 0xff : start[2] & 0xff;
    boolean plain = (big ? start[0] | start[2] : start[1] | start[3]) == 0;
    if (!plain || (group != 2 && group != 8) || (group == 2 && element > 3)) {
      return false;
    }
    if (DataSetParser.isLetter(start[4]) && DataSetParser.isLetter(start[5])) {
      return true;
    }
    // implicit VR: the first elements of these groups are short
    return !big && start[6] == 0 && start[7] == 0 && start[5] == 0 && start[4] % 2 == 0;
  }

  /// Whether `DICM` stands behind the preamble.
  static boolean hasPreamble(byte[] start) {
    return start.length >= PREAMBLE + 4
        && start[PREAMBLE] == 'D'
        && start[PREAMBLE + 1] == 'I'
        && start[PREAMBLE + 2] == 'C'
        && start[PREAMBLE + 3] == 'M';
  }

  /// Opens a file and reads its header; its pixels are only proven to be there.
  ///
  /// @throws FormatException where it is damaged, too large or not supported
  static DicomFile open(Path file, Limits limits) throws IOException {
    ByteSource in = source(file);
    try {
      long start = in.startsWith(PREAMBLE, "DICM") ? PREAMBLE + 4 : 0;
      DataSet meta = new DataSet(java.nio.ByteOrder.LITTLE_ENDIAN);
      long at = DataSetParser.parseMeta(in, start, meta);
      TransferSyntax syntax = syntax(file, meta);
      if (syntax == TransferSyntax.DEFLATED) {
        in = inflated(in, file, at);
        at = 0;
      }
      if (!in.reaches(at + 8)) {
        throw new FormatException(file, "holds no DICOM data set");
      }
      boolean big = syntax == null ? in.u16(at, false) > in.u16(at, true) : syntax.isBigEndian();
      // what the data say of themselves is believed before what is said of them
      boolean explicit =
          DataSetParser.isLetter(in.u8(at + 4)) && DataSetParser.isLetter(in.u8(at + 5));
      if (syntax == null) {
        syntax = guessed(big, explicit);
      }
      DataSetParser parser = new DataSetParser(in, big, 64L * limits.maxHeaderBytes());
      DataSet set = parser.parse(at, explicit);
      DicomHeader header = new HeaderBuilder(in, limits, syntax, meta, set, parser).build();
      if (in instanceof InflatedSource inflated) {
        requireEnd(inflated, header.pixels());
      }
      return new DicomFile(in, header);
    } catch (EOFException e) {
      in.close();
      throw in.truncated();
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static ByteSource source(Path file) throws IOException {
    ByteSource.OfFile plain = new ByteSource.OfFile(file);
    if (!plain.reaches(2) || plain.u16(0, true) != 0x1f8b) {
      return plain;
    }
    plain.close();
    InputStream in = new BufferedInputStream(Files.newInputStream(file));
    try {
      return new InflatedSource(file, new GZIPInputStream(in, 1 << 16));
    } catch (EOFException | ZipException e) {
      in.close();
      throw new FormatException(file, "holds damaged gzip data: " + e.getMessage(), e);
    }
  }

  private static ByteSource inflated(ByteSource plain, Path file, long at) throws IOException {
    plain.close();
    if (plain instanceof InflatedSource) {
      throw new FormatException(file, "is deflated inside gzip; unpack it with gunzip");
    }
    InputStream in = Files.newInputStream(file);
    in.skipNBytes(at);
    return new InflatedSource(file, new InflaterInputStream(in, new Inflater(true), 1 << 16));
  }

  /// The named syntax, or null where none is named.
  private static TransferSyntax syntax(Path file, DataSet meta) throws FormatException {
    String uid = meta.text(Tags.TRANSFER_SYNTAX);
    if (uid.isEmpty()) {
      return null;
    }
    TransferSyntax syntax =
        TransferSyntax.of(uid)
            .orElseThrow(() ->
                new FormatException(
                    file,
                    "has transfer syntax "
                        + (uid.matches("[0-9.]{1,64}") ? uid : "(damaged)")
                        + ", which is not known; convert it with 'gdcmconv --raw IN OUT'"
                        + " (gdcm) or 'dcmconv +te IN OUT' (dcmtk)"));
    if (syntax.coding() == TransferSyntax.Coding.REFUSED) {
      throw new FormatException(
          file,
          "has transfer syntax %s (%s), which is not supported; %s"
              .formatted(syntax.label(), syntax.uid(), syntax.remedy().text()));
    }
    return syntax;
  }

  private static TransferSyntax guessed(boolean big, boolean explicit) {
    if (big) {
      return TransferSyntax.EXPLICIT_BIG;
    }
    return explicit ? TransferSyntax.EXPLICIT_LITTLE : TransferSyntax.IMPLICIT_LITTLE;
  }

  /// Allows the pixels that the header declares, and nothing of note behind them.
  private static void requireEnd(InflatedSource in, Pixels pixels) throws IOException {
    if (pixels.length() != DataSetParser.UNDEFINED) {
      long end = pixels.at() + pixels.length();
      in.allow(end);
      if (in.reaches(end + (1 << 20))) {
        throw new FormatException(
            in.file(), "inflates to more data than its header declares; it is refused as a bomb");
      }
    }
  }
}

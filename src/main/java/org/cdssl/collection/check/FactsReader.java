package org.cdssl.collection.check;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.ImageHeader;
import org.cdssl.image.format.ImageReader;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.numpy.NpyHeader;
import org.cdssl.image.format.numpy.NpzFile;

/// Reads a file once and says what it is. Never fails: what goes wrong is part of the facts.
final class FactsReader {
  private FactsReader() {}

  /// @param member array of an archive whose first axis counts images; empty for a file that is
  ///   none
  static FileFacts read(Path file, String member, Limits limits) {
    List<FileFacts.Part> parts = new ArrayList<>();
    try {
      parts.add(FileFacts.Part.of(file));
      if (Files.isRegularFile(file) && parts.getFirst().bytes() == 0) {
        return FileFacts.broken(parts, Finding.Kind.EMPTY_FILE, "has no bytes at all");
      }
      if (member.isEmpty() && ImageFiles.endsWith(file, ".npz")) {
        NpzFile.open(file, limits).close(); // an archive that is whole holds no images here
        throw new FormatException(file, "is an archive without arrays of images");
      }
      return member.isEmpty() || Files.isDirectory(file)
          ? image(file, ImageFiles.readerOf(file, member), parts, limits)
          : array(file, member, parts, limits);
    } catch (FormatException e) {
      return FileFacts.broken(parts, kind(e), message(file, e));
    } catch (NoSuchFileException e) {
      return FileFacts.broken(List.of(), Finding.Kind.UNREADABLE, "no such file");
    } catch (AccessDeniedException e) {
      return FileFacts.broken(List.of(), Finding.Kind.UNREADABLE, "permission denied");
    } catch (IOException | RuntimeException e) {
      // without parts it is not believed next time: a disk may be back, a reader mended
      return FileFacts.broken(List.of(), Finding.Kind.UNREADABLE, oneLine("reading failed: " + e));
    }
  }

  private static FileFacts image(
      Path file, ImageReader reader, List<FileFacts.Part> parts, Limits limits) throws IOException {
    for (Path part : reader.filesOf(file, limits)) {
      if (!part.equals(file)) {
        parts.add(FileFacts.Part.of(part));
      }
    }
    ImageHeader header = reader.readHeader(file, limits);
    FactsSink sink = new FactsSink(header.frameVoxels());
    reader.readVoxels(file, limits, sink);
    return new FileFacts(
        List.copyOf(parts),
        "",
        Finding.Kind.UNREADABLE,
        header.format(),
        header.nx(),
        header.ny(),
        header.nz(),
        header.geometry().map(FileFacts::affine).orElse(List.of()),
        header.fullScale(),
        header.remarks(),
        sink.images());
  }

  private static FileFacts array(
      Path file, String member, List<FileFacts.Part> parts, Limits limits) throws IOException {
    try (NpzFile npz = NpzFile.open(file, limits)) {
      NpyHeader header = npz.header(member);
      List<Long> shape = header.shape();
      if (shape.size() < 3 || header.fortranOrder() || header.count() == 0) {
        throw new FormatException(
            file, member + " has shape " + shape + ", which is no row of images in C order");
      }
      FactsSink sink = new FactsSink(header.count() / shape.getFirst());
      npz.stream(member, sink);
      int last = shape.size() - 1;
      return new FileFacts(
          List.copyOf(parts),
          "",
          Finding.Kind.UNREADABLE,
          "NumPy archive",
          (int) (long) shape.get(last),
          (int) (long) shape.get(last - 1),
          last > 2 ? (int) (long) shape.get(last - 2) : 1,
          List.of(),
          org.cdssl.image.format.Voxels.fullScale(header.type()),
          List.of(),
          sink.images());
    }
  }

  /// The readers say "(truncated?)" where data ends early, and "damaged" where a checksum fails.
  private static Finding.Kind kind(FormatException e) {
    String message = e.getMessage();
    return message.contains("truncated")
        ? Finding.Kind.TRUNCATED
        : message.contains("damaged") || message.contains("CRC")
            ? Finding.Kind.DAMAGED
            : Finding.Kind.UNREADABLE;
  }

  private static String message(Path file, FormatException e) {
    String start = file + ": ";
    String message = e.getMessage();
    return message.startsWith(start) ? message.substring(start.length()) : message;
  }

  private static String oneLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}

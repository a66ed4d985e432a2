package org.cdssl.image.format.nrrd;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cdssl.image.Geometry;
import org.cdssl.image.format.FileInput;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.HeaderNumbers;
import org.cdssl.image.format.ImageHeader;
import org.cdssl.image.format.ImageHeader.Remark;
import org.cdssl.image.format.ImageReader;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.VoxelData;
import org.cdssl.image.format.VoxelData.Encoding;
import org.cdssl.image.format.VoxelData.Piece;
import org.cdssl.image.format.VoxelFiles;
import org.cdssl.image.format.VoxelSink;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.Voxels;

/// Reads NRRD, versions 1 to 5: `.nrrd`, and `.nhdr` with its voxels in one file, a list or
/// numbered files; encodings raw, gzip and text.
///
/// Two axes in space are a flat image, three a volume; slower axes are frames.
public final class NrrdReader implements ImageReader {
  @Override
  public String name() {
    return "NRRD";
  }

  @Override
  public List<String> suffixes() {
    return List.of(".nrrd", ".nhdr");
  }

  @Override
  public boolean accepts(Path file, byte[] start) {
    return NrrdHeader.hasMagic(new String(start, StandardCharsets.ISO_8859_1));
  }

  @Override
  public ImageHeader readHeader(Path file, Limits limits) throws IOException {
    NrrdHeader header = NrrdHeader.read(file, limits);
    NrrdAxes axes = NrrdAxes.of(header, limits);
    VoxelType type = type(header);
    List<Remark> remarks = new ArrayList<>();
    Optional<Geometry> geometry =
        axes.isFlat() ? Optional.empty() : Optional.of(NrrdGeometry.of(header, axes, remarks));
    return new ImageHeader(
        "NRRD",
        type.label(),
        type,
        axes.size(0),
        axes.size(1),
        axes.size(2),
        axes.frames(),
        geometry,
        axes.isFlat() ? Voxels.fullScale(type) : 0,
        remarks);
  }

  @Override
  public void readVoxels(Path file, Limits limits, VoxelSink sink) throws IOException {
    NrrdHeader header = NrrdHeader.read(file, limits);
    NrrdAxes axes = NrrdAxes.of(header, limits);
    VoxelType type = type(header);
    Encoding encoding = encoding(header);
    long dataSkip = skip(header, "byteskip", VoxelData.AT_END);
    long lineSkip = skip(header, "lineskip", 0);
    if (dataSkip == VoxelData.AT_END && encoding != Encoding.RAW) {
      throw header.numbers("byteskip").wrong("is -1, which only raw voxels can have");
    }
    List<Piece> pieces = new ArrayList<>();
    boolean attached = !header.has("datafile");
    List<Path> files = attached ? List.of(file) : dataFiles(header, axes);
    for (Path data : files) {
      long start = attached ? header.bytes() : 0;
      start += bytesOfLines(data, start, lineSkip);
      pieces.add(
          dataSkip == VoxelData.AT_END
              ? new Piece(data, VoxelData.AT_END, 0, axes.voxels() / files.size())
              : new Piece(data, start, dataSkip, axes.voxels() / files.size()));
    }
    new VoxelData(pieces, encoding, type, order(header, type, encoding)).read(limits, sink);
  }

  @Override
  public List<Path> filesOf(Path file, Limits limits) throws IOException {
    NrrdHeader header = NrrdHeader.read(file, limits);
    Set<Path> files = new LinkedHashSet<>(List.of(file));
    if (header.has("datafile")) {
      files.addAll(dataFiles(header, NrrdAxes.of(header, limits)));
    }
    return List.copyOf(files);
  }

  private static List<Path> dataFiles(NrrdHeader header, NrrdAxes axes) throws IOException {
    String value = header.required("datafile");
    HeaderNumbers numbers = header.numbers("data file");
    List<String> names;
    String subDimension = "";
    if (value.startsWith("LIST")) {
      names = header.listed();
      subDimension = value.substring("LIST".length()).strip();
    } else if (value.indexOf('%') >= 0 && value.strip().split("\\s+", -1).length >= 4) {
      String[] words = value.strip().split("\\s+", -1);
      names =
          VoxelFiles.numbered(
              header.file(),
              words[0],
              numbers.integer(words[1]),
              numbers.integer(words[2]),
              numbers.integer(words[3]));
      subDimension = words.length > 4 ? words[4] : "";
    } else {
      names = List.of(value);
    }
    int axesInFile = axes.sizes().length;
    if (names.size() > 1 || !subDimension.isEmpty()) {
      axesInFile =
          subDimension.isEmpty()
              ? axes.sizes().length - 1
              : (int) Math.clamp(numbers.integer(subDimension), -1L, 99L);
    }
    if (axesInFile < 1 || axesInFile > axes.sizes().length) {
      throw numbers.wrong("gives files of " + axesInFile + " axes");
    }
    long expected = 1;
    for (int a = axesInFile; a < axes.sizes().length; a++) {
      expected *= axes.sizes()[a];
    }
    // a file may hold several slices as long as all hold as many
    boolean sharing = axesInFile == axes.sizes().length && expected == 1;
    if (names.size() != expected && !(sharing && names.size() == 1)) {
      throw new FormatException(
          header.file(), "names %d files for its %d slices".formatted(names.size(), expected));
    }
    List<Path> files = new ArrayList<>();
    for (String name : names) {
      files.add(VoxelFiles.resolve(header.file(), name));
    }
    return files;
  }

  /// Bytes of so many lines behind `start`.
  private static long bytesOfLines(Path file, long start, long lines) throws IOException {
    if (lines == 0) {
      return 0;
    }
    long bytes = 0;
    long left = lines;
    try (FileInput in = FileInput.open(file, start, FileInput.Coding.PLAIN)) {
      for (int b; left > 0 && (b = in.read()) >= 0; bytes++) {
        left -= b == '\n' ? 1 : 0;
      }
    }
    if (left > 0) {
      throw new FormatException(file, "ends before the " + lines + " lines that are to be skipped");
    }
    return bytes;
  }

  private static long skip(NrrdHeader header, String name, long least) throws FormatException {
    long value = header.numbers(name).integer(header.get(name, "0"));
    if (value < least) {
      throw header.numbers(name).wrong("is " + value);
    }
    return value;
  }

  private static Encoding encoding(NrrdHeader header) throws FormatException {
    String name = header.required("encoding").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "raw" -> Encoding.RAW;
      case "gz", "gzip" -> Encoding.GZIP;
      case "txt", "text", "ascii" -> Encoding.TEXT;
      case "hex", "bz2", "bzip2" ->
          throw new FormatException(
              header.file(),
              "has its voxels in encoding "
                  + name
                  + ", which is not supported;"
                  + " 'unu save -f nrrd -e gzip' or 3D Slicer writes it as gzip");
      default ->
          throw header
              .numbers("encoding")
              .wrong("is '" + name + "'; raw, gzip and text can be read");
    };
  }

  private static ByteOrder order(NrrdHeader header, VoxelType type, Encoding encoding)
      throws FormatException {
    if (type.bytes() == 1 || encoding == Encoding.TEXT) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    String endian = header.required("endian").toLowerCase(Locale.ROOT);
    return switch (endian) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw header.numbers("endian").wrong("is '" + endian + "', not little or big");
    };
  }

  private static VoxelType type(NrrdHeader header) throws FormatException {
    String name = header.required("type").toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    return switch (name) {
      case "signed char", "int8", "int8_t" -> VoxelType.INT8;
      case "uchar", "unsigned char", "uint8", "uint8_t" -> VoxelType.UINT8;
      case "short", "short int", "signed short", "signed short int", "int16", "int16_t" ->
          VoxelType.INT16;
      case "ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t" ->
          VoxelType.UINT16;
      case "int", "signed int", "int32", "int32_t" -> VoxelType.INT32;
      case "uint", "unsigned int", "uint32", "uint32_t" -> VoxelType.UINT32;
      case "longlong",
          "long long",
          "long long int",
          "signed long long",
          "signed long long int",
          "int64",
          "int64_t" ->
          VoxelType.INT64;
      case "ulonglong", "unsigned long long", "unsigned long long int", "uint64", "uint64_t" ->
          VoxelType.UINT64;
      case "float" -> VoxelType.FLOAT32;
      case "double" -> VoxelType.FLOAT64;
      case "block" ->
          throw new FormatException(
              header.file(), "has voxels of type block, whose meaning no reader can know");
      default ->
          throw new FormatException(
              header.file(),
              "has voxels of type '" + name + "'; the C integer types, float and double are read");
    };
  }
}

package org.cdssl.image.format.metaimage;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.cdssl.image.format.FileInput;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.HeaderLines;
import org.cdssl.image.format.HeaderNumbers;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.VoxelFiles;
import org.cdssl.image.format.VoxelType;

/// The fields of a MetaImage header that say what the voxels are, where they lie and where they are
/// stored, read as ITK's MetaIO does.
///
/// @param sizes lengths of the axes, fastest first
/// @param spacing mm, one an axis
/// @param directions row `a`, of as many numbers as there are axes, is the direction of index axis
///   `a` in LPS
/// @param offset of the first voxel in LPS mm
/// @param text whether the voxels are numbers written as text
/// @param skip bytes before the voxels of a file; -1: the voxels are its last bytes
/// @param dataFile value of `ElementDataFile`, the last field
/// @param listed names in the lines behind `ElementDataFile = LIST`
/// @param bytes length of the header
record MetaImageHeader(
    long[] sizes,
    VoxelType type,
    ByteOrder order,
    double[] spacing,
    double[] directions,
    double[] offset,
    boolean compressed,
    boolean text,
    long skip,
    String dataFile,
    List<String> listed,
    int bytes) {
  private static final Pattern FIRST =
      Pattern.compile("\\s*(ObjectType|NDims|Comment|ObjectSubType)\\s*=.*");

  /// Whether text like this starts a MetaIO header.
  static boolean looksLikeOne(String start) {
    String[] lines = start.split("\n", 2);
    return FIRST.matcher(lines[0].stripTrailing()).matches()
        && Pattern.compile("(^|\n)\\s*NDims\\s*=").matcher(start).find();
  }

  static MetaImageHeader read(Path file, Limits limits) throws IOException {
    Map<String, String> fields = new HashMap<>();
    try (FileInput in = FileInput.open(file, 0, FileInput.Coding.PLAIN)) {
      HeaderLines lines = new HeaderLines(file, in, limits);
      for (String line; (line = lines.next()) != null; ) {
        if (line.isBlank()) {
          continue;
        }
        int at = line.indexOf('=');
        if (at < 0) {
          throw new FormatException(
              file,
              fields.isEmpty()
                  ? "is no MetaImage: its first line is not 'key = value'"
                  : "its header is damaged: a line of it is not 'key = value'");
        }
        String key = line.substring(0, at).strip();
        String value = line.substring(at + 1).strip();
        fields.put(key, value);
        if (key.equals("ElementDataFile")) {
          List<String> listed =
              value.startsWith("LIST") ? VoxelFiles.listed(file, lines) : List.of();
          return new Parser(file, fields).header(limits, value, listed, lines.bytes());
        }
      }
    }
    throw new FormatException(
        file, "its header ends without ElementDataFile, so its voxels are nowhere (truncated?)");
  }

  /// Turns fields into values.
  private record Parser(Path file, Map<String, String> fields) {
    MetaImageHeader header(Limits limits, String dataFile, List<String> listed, int bytes)
        throws FormatException {
      requireImage();
      long dimensions = numbers("NDims").integer(required("NDims"));
      if (dimensions < 2 || dimensions > 7) {
        throw numbers("NDims")
            .wrong("is " + dimensions + "; images of 2 to 7 dimensions can be read");
      }
      int n = (int) dimensions;
      long[] sizes = numbers("DimSize").integers(required("DimSize"));
      if (sizes.length != n) {
        throw numbers("DimSize").wrong("has " + sizes.length + " values where NDims is " + n);
      }
      limits.checkedCount(file, sizes);
      double[] unit = new double[n * n];
      double[] ones = new double[n];
      for (int i = 0; i < n; i++) {
        unit[i * (n + 1)] = 1;
        ones[i] = 1;
      }
      long skip = fields.containsKey("HeaderSize") ? whole("HeaderSize") : 0;
      if (skip < -1) {
        throw numbers("HeaderSize").wrong("is " + skip);
      }
      boolean compressed = flag("CompressedData", false);
      if (skip == -1 && compressed) {
        throw numbers("HeaderSize").wrong("is -1, which compressed voxels cannot have");
      }
      return new MetaImageHeader(
          sizes,
          type(),
          flag("BinaryDataByteOrderMSB", flag("ElementByteOrderMSB", false))
              ? ByteOrder.BIG_ENDIAN
              : ByteOrder.LITTLE_ENDIAN,
          numbers(n, ones, "ElementSpacing", "ElementSize"),
          numbers(n * n, unit, "TransformMatrix", "Rotation", "Orientation"),
          numbers(n, new double[n], "Offset", "Position", "Origin"),
          compressed,
          !flag("BinaryData", true),
          skip,
          dataFile,
          listed,
          bytes);
    }

    private void requireImage() throws FormatException {
      String object = fields.getOrDefault("ObjectType", "Image");
      if (!object.equalsIgnoreCase("Image")) {
        throw new FormatException(file, "is a MetaIO object of type " + object + ", no image");
      }
      String channels = fields.getOrDefault("ElementNumberOfChannels", "1");
      if (!channels.equals("1")) {
        throw new FormatException(
            file,
            "has "
                + channels
                + " channels a voxel (colour, vectors or complex numbers); images of"
                + " one can be read, so write the channel that is wanted to a file of its own");
      }
      refuseScale("ElementToIntensityFunctionSlope", 1);
      refuseScale("ElementToIntensityFunctionOffset", 0);
    }

    /// ITK leaves the scaling out and the format says to apply it: nobody could know what is meant.
    private void refuseScale(String key, double none) throws FormatException {
      if (fields.containsKey(key) && numbers(key).decimal(fields.get(key)) != none) {
        throw numbers(key)
            .wrong("is " + fields.get(key) + "; programs disagree on it, so apply and remove it");
      }
    }

    private VoxelType type() throws FormatException {
      String name = required("ElementType");
      return switch (name.toUpperCase(Locale.ROOT)) {
        case "MET_CHAR" -> VoxelType.INT8;
        case "MET_UCHAR" -> VoxelType.UINT8;
        case "MET_SHORT" -> VoxelType.INT16;
        case "MET_USHORT" -> VoxelType.UINT16;
        case "MET_INT", "MET_LONG" -> VoxelType.INT32; // a MetaIO long has 4 bytes
        case "MET_UINT", "MET_ULONG" -> VoxelType.UINT32;
        case "MET_LONG_LONG" -> VoxelType.INT64;
        case "MET_ULONG_LONG" -> VoxelType.UINT64;
        case "MET_FLOAT" -> VoxelType.FLOAT32;
        case "MET_DOUBLE" -> VoxelType.FLOAT64;
        default ->
            throw new FormatException(
                file,
                "has voxels of type "
                    + name
                    + "; MET_CHAR, MET_SHORT, MET_INT, MET_LONG,"
                    + " MET_LONG_LONG, their unsigned kinds, MET_FLOAT and MET_DOUBLE can be read");
      };
    }

    private double[] numbers(int count, double[] otherwise, String... keys) throws FormatException {
      for (String key : keys) {
        if (fields.containsKey(key)) {
          return numbers(key).decimals(fields.get(key), count);
        }
      }
      return otherwise;
    }

    private long whole(String key) throws FormatException {
      return numbers(key).integer(fields.get(key));
    }

    private boolean flag(String key, boolean otherwise) {
      String value = fields.get(key);
      return (value == null || value.isEmpty()) ? otherwise : "Tt1".indexOf(value.charAt(0)) >= 0;
    }

    private HeaderNumbers numbers(String key) {
      return new HeaderNumbers(file, key);
    }

    private String required(String key) throws FormatException {
      String value = fields.get(key);
      if (value == null) {
        throw new FormatException(file, "is no readable MetaImage: its header has no " + key);
      }
      return value;
    }
  }
}

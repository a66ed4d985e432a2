package org.cdssl.image.format.numpy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.VoxelType;

/// The header of a NumPy array.
///
/// @param shape lengths of the axes, the outermost first; empty for a single number
/// @param fortranOrder whether the first axis is stored fastest instead of the last
/// @param bytes length of the header itself, so the position of the first value
public record NpyHeader(
    VoxelType type, ByteOrder order, boolean fortranOrder, List<Long> shape, int bytes) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_AXES = 32;

  // the dictionary is Python source; these three are all that numpy writes into it
  private static final Pattern DESCR = Pattern.compile("'descr' ?: ?'([^']{1,16})'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order' ?: ?(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape' ?: ?\\(([0-9, L]*+)\\)");

  public NpyHeader {
    shape = List.copyOf(shape);
  }

  static boolean isNpy(byte[] start) {
    return start.length >= MAGIC.length
        && java.util.Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /// Number of values; 1 for an array without axes, 0 where an axis is empty.
  public long count() {
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    return count;
  }

  /// Bytes of the whole array file: header and values.
  public long fileBytes() {
    return bytes + count() * type.bytes();
  }

  /// Reads a header and leaves the stream at the first value.
  ///
  /// @param file named in messages
  static NpyHeader read(Path file, InputStream in, Limits limits) throws IOException {
    byte[] start = in.readNBytes(8);
    if (start.length < 8 || !isNpy(start)) {
      throw new FormatException(file, "is no NumPy array: the magic string is missing");
    }
    int version = start[6];
    if (version < 1 || version > 3) {
      throw new FormatException(file, "is a NumPy array of the unknown version " + version);
    }
    int lengthBytes = version == 1 ? 2 : 4;
    ByteBuffer length = ByteBuffer.wrap(in.readNBytes(lengthBytes)).order(ByteOrder.LITTLE_ENDIAN);
    if (length.capacity() < lengthBytes) {
      throw new FormatException(file, "ends inside its NumPy header (truncated?)");
    }
    long size = version == 1 ? length.getShort(0) & 0xffff : length.getInt(0) & 0xffffffffL;
    if (size > limits.maxHeaderBytes()) {
      throw new FormatException(file, "claims a NumPy header of " + size + " bytes");
    }
    byte[] text = in.readNBytes((int) size);
    if (text.length < size) {
      throw new FormatException(file, "ends inside its NumPy header (truncated?)");
    }
    String dictionary =
        new String(text, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    return parse(file, dictionary, 8 + lengthBytes + (int) size, limits);
  }

  private static NpyHeader parse(Path file, String text, int bytes, Limits limits)
      throws FormatException {
    if (Pattern.compile("'descr' ?: ?\\[").matcher(text).find()) {
      throw new FormatException(
          file, "is a structured NumPy array; only plain numbers can be read");
    }
    Matcher descr = one(file, DESCR, text);
    Matcher fortran = one(file, FORTRAN, text);
    Matcher shape = one(file, SHAPE, text);
    String rest = text;
    for (Matcher part : List.of(descr, fortran, shape)) {
      rest = rest.replace(part.group(), "");
    }
    if (!rest.strip().replaceAll("[ ,\\n]", "").equals("{}")) {
      throw new FormatException(file, "has a damaged NumPy header");
    }
    String code = descr.group(1);
    List<Long> sizes = new ArrayList<>();
    long count = 1;
    for (String part : shape.group(1).split(",", MAX_AXES + 2)) {
      String number = part.strip().replace("L", ""); // Python 2 wrote long numbers so
      if (number.isEmpty()) {
        continue;
      }
      if (number.length() > 18 || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
        throw new FormatException(file, "has an impossible NumPy shape");
      }
      long size = Long.parseLong(number);
      // in bytes of at most 8 a value, the product stays far below the end of long
      if (size > 0 && count > (limits.maxVoxels() << 3) / size) {
        throw new FormatException(
            file,
            "claims the NumPy shape (%s), more than the limit of %d values"
                .formatted(shape.group(1), limits.maxVoxels() << 3));
      }
      count *= Math.max(size, 1);
      sizes.add(size);
    }
    if (sizes.size() > MAX_AXES) {
      throw new FormatException(file, "has a NumPy shape of more than " + MAX_AXES + " axes");
    }
    return new NpyHeader(
        type(file, code),
        code.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        fortran.group(1).equals("True"),
        sizes,
        bytes);
  }

  private static Matcher one(Path file, Pattern pattern, String text) throws FormatException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new FormatException(file, "has a damaged NumPy header");
    }
    return matcher;
  }

  private static VoxelType type(Path file, String code) throws FormatException {
    VoxelType type =
        switch (code.substring(1)) {
          case "b1" -> VoxelType.BOOL;
          case "u1" -> VoxelType.UINT8;
          case "i1" -> VoxelType.INT8;
          case "u2" -> VoxelType.UINT16;
          case "i2" -> VoxelType.INT16;
          case "u4" -> VoxelType.UINT32;
          case "i4" -> VoxelType.INT32;
          case "u8" -> VoxelType.UINT64;
          case "i8" -> VoxelType.INT64;
          case "f4" -> VoxelType.FLOAT32;
          case "f8" -> VoxelType.FLOAT64;
          default -> null;
        };
    boolean ordered = code.charAt(0) == '<' || code.charAt(0) == '>';
    if (type == null || !(ordered || (code.charAt(0) == '|' && type.bytes() == 1))) {
      throw new FormatException(
          file, "holds NumPy type '" + code + "'; only real integer and float types can be read");
    }
    return type;
  }

  /// The header as version 1, padded so that the values start at a multiple of 64 bytes.
  static byte[] toBytes(VoxelType type, boolean fortranOrder, long... shape) {
    return toBytes(code(type), fortranOrder, shape);
  }

  /// @param descr numpy's name of the type, as `<U12`
  static byte[] toBytes(String descr, boolean fortranOrder, long... shape) {
    StringBuilder sizes = new StringBuilder();
    for (long size : shape) {
      sizes.append(size).append(", ");
    }
    String tuple =
        shape.length == 1
            ? "(" + shape[0] + ",)"
            : "(" + sizes.substring(0, Math.max(0, sizes.length() - 2)) + ")";
    String text =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }"
            .formatted(descr, fortranOrder ? "True" : "False", tuple);
    int unpadded = 10 + text.length() + 1;
    text += " ".repeat((64 - unpadded % 64) % 64) + "\n";
    ByteBuffer out = ByteBuffer.allocate(10 + text.length()).order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) text.length());
    out.put(text.getBytes(StandardCharsets.ISO_8859_1));
    return out.array();
  }

  private static String code(VoxelType type) {
    return switch (type) {
      case BOOL -> "|b1";
      case UINT8 -> "|u1";
      case INT8 -> "|i1";
      case UINT16 -> "<u2";
      case INT16 -> "<i2";
      case UINT32 -> "<u4";
      case INT32 -> "<i4";
      case UINT64 -> "<u8";
      case INT64 -> "<i8";
      case FLOAT32 -> "<f4";
      case FLOAT64 -> "<f8";
    };
  }
}

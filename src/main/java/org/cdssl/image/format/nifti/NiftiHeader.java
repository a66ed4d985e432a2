package org.cdssl.image.format.nifti;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.VoxelType;

/// The fields of a NIfTI-1 or NIfTI-2 header that say what the voxels are and where they lie.
///
/// @param version 1 or 2
/// @param single whether header and voxels share one file
/// @param sizes lengths of the axes 1..7, those beyond the file's dimension set to 1
/// @param pixdim element 0 is qfac, 1..3 the spacing in the file's own unit
/// @param voxelOffset position of the first voxel in its file
/// @param quaternion b, c, d and the offsets x, y, z of the qform
/// @param rows the twelve numbers of the sform
/// @param millimetres length of the file's spatial unit in mm
record NiftiHeader(
    int version,
    boolean single,
    ByteOrder order,
    int dimension,
    long[] sizes,
    VoxelType type,
    double[] pixdim,
    long voxelOffset,
    double slope,
    double inter,
    int qformCode,
    int sformCode,
    double[] quaternion,
    double[] rows,
    double millimetres) {
  static final int BYTES_1 = 348;
  static final int BYTES_2 = 540;
  private static final int MAGIC_1 = 344;
  private static final String MAGIC_2_TAIL = "\r\n\032\n";

  /// 1, 2 or 0 for something that is no NIfTI header.
  static int version(byte[] start) {
    if (start.length >= BYTES_1) {
      String magic = new String(start, MAGIC_1, 4, StandardCharsets.ISO_8859_1);
      if (magic.equals("n+1\0") || magic.equals("ni1\0")) {
        return 1;
      }
    }
    if (start.length >= 12) {
      String magic = new String(start, 4, 8, StandardCharsets.ISO_8859_1);
      if (magic.equals("n+2\0" + MAGIC_2_TAIL) || magic.equals("ni2\0" + MAGIC_2_TAIL)) {
        return 2;
      }
    }
    return 0;
  }

  /// @param bytes the first bytes of the file; as many as there are up to [#BYTES_2]
  static NiftiHeader parse(Path file, byte[] bytes, Limits limits) throws FormatException {
    int version = version(bytes);
    if (version == 0) {
      throw new FormatException(file, notNifti(bytes));
    }
    if (bytes.length < (version == 1 ? BYTES_1 : BYTES_2)) {
      throw new FormatException(file, "ends inside its NIfTI header (truncated?)");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int dimAt = version == 1 ? 40 : 16;
    if (dim(in, version, dimAt) < 1 || dim(in, version, dimAt) > 7) {
      in.order(ByteOrder.BIG_ENDIAN);
    }
    long dimension = dim(in, version, dimAt);
    if (dimension < 1 || dimension > 7) {
      throw new FormatException(file, "its NIfTI header gives no dimension between 1 and 7");
    }
    long[] sizes = {1, 1, 1, 1, 1, 1, 1};
    for (int i = 0; i < dimension; i++) {
      sizes[i] = dim(in, version, dimAt + (version == 1 ? 2 : 8) * (i + 1));
    }
    limits.checkedCount(file, sizes);
    return version == 1
        ? parse1(file, in, (int) dimension, sizes)
        : parse2(file, in, (int) dimension, sizes);
  }

  private static NiftiHeader parse1(Path file, ByteBuffer in, int dimension, long[] sizes)
      throws FormatException {
    boolean single = in.get(MAGIC_1 + 1) == '+';
    float offset = in.getFloat(108);
    if (!(offset >= 0 && offset < Long.MAX_VALUE)) {
      throw new FormatException(file, "its NIfTI header puts the voxels at byte " + offset);
    }
    return new NiftiHeader(
        1,
        single,
        in.order(),
        dimension,
        sizes,
        NiftiTypes.type(file, in.getShort(70)),
        floats(in, 76, 8),
        checkedOffset(file, (long) offset, single, 352),
        in.getFloat(112),
        in.getFloat(116),
        in.getShort(252),
        in.getShort(254),
        floats(in, 256, 6),
        floats(in, 280, 12),
        millimetres(in.get(123)));
  }

  private static NiftiHeader parse2(Path file, ByteBuffer in, int dimension, long[] sizes)
      throws FormatException {
    boolean single = in.get(5) == '+';
    return new NiftiHeader(
        2,
        single,
        in.order(),
        dimension,
        sizes,
        NiftiTypes.type(file, in.getShort(12)),
        doubles(in, 104, 8),
        checkedOffset(file, in.getLong(168), single, 544),
        in.getDouble(176),
        in.getDouble(184),
        in.getInt(344),
        in.getInt(348),
        doubles(in, 352, 6),
        doubles(in, 400, 12),
        millimetres(in.getInt(500)));
  }

  /// Frames of the file: everything beyond the third axis.
  long frames() {
    return sizes[3] * sizes[4] * sizes[5] * sizes[6];
  }

  long voxels() {
    return sizes[0] * sizes[1] * sizes[2] * frames();
  }

  String format() {
    return "NIfTI-"
        + version
        + (single ? "" : " pair")
        + (order == ByteOrder.BIG_ENDIAN ? ", big endian" : "");
  }

  private static String notNifti(byte[] bytes) {
    if (bytes.length < BYTES_1) {
      return "is no NIfTI file: it ends after " + bytes.length + " bytes";
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.getInt(0) == BYTES_1 || in.getInt(0) == Integer.reverseBytes(BYTES_1)) {
      return "is an ANALYZE 7.5 header, not NIfTI (it has no magic string); convert it to NIfTI";
    }
    return "is no NIfTI file: it has no NIfTI magic string";
  }

  private static long dim(ByteBuffer in, int version, int at) {
    return version == 1 ? in.getShort(at) : in.getLong(at);
  }

  private static long checkedOffset(Path file, long offset, boolean single, int least)
      throws FormatException {
    // 0 means "not set" to nibabel and others; the voxels then follow the header
    if (offset < 0 || (single && offset != 0 && offset < least)) {
      throw new FormatException(file, "its NIfTI header puts the voxels at byte " + offset);
    }
    return single ? Math.max(offset, least) : offset;
  }

  private static double millimetres(int xyztUnits) {
    return switch (xyztUnits & 7) {
      case 1 -> 1000;
      case 3 -> 0.001;
      default -> 1; // 2 is mm; 0, unknown, is taken as mm
    };
  }

  private static double[] floats(ByteBuffer in, int at, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.getFloat(at + 4 * i);
    }
    return values;
  }

  private static double[] doubles(ByteBuffer in, int at, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.getDouble(at + 8 * i);
    }
    return values;
  }
}

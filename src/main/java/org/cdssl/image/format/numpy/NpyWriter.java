package org.cdssl.image.format.numpy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.cdssl.CdsslException;
import org.cdssl.image.Image2d;
import org.cdssl.image.Volume;
import org.cdssl.image.format.VoxelType;
import org.cdssl.storage.AtomicFile;

/// Writes `.npy` arrays of version 1, little endian.
public final class NpyWriter {
  private static final int CHUNK = 1 << 13;

  private NpyWriter() {}

  /// A volume as an array indexed [x, y, z], as nibabel's `get_fdata()` gives it; Fortran order in
  /// the file, which is the order the voxels have in memory.
  public static void write(Path file, Volume volume, VoxelType type) throws IOException {
    AtomicFile.stream(
        file,
        out ->
            write(
                out,
                file.toString(),
                type,
                true,
                volume.voxels(),
                volume.nx(),
                volume.ny(),
                volume.nz()));
  }

  /// A flat image as an array indexed [y, x]; the stored values, not divided by the full scale.
  public static void write(Path file, Image2d image, VoxelType type) throws IOException {
    AtomicFile.stream(
        file,
        out ->
            write(
                out, file.toString(), type, false, image.pixels(), image.height(), image.width()));
  }

  /// Any array in C order (last axis fastest).
  public static void write(Path file, float[] values, VoxelType type, long... shape)
      throws IOException {
    AtomicFile.stream(file, out -> write(out, file.toString(), type, false, values, shape));
  }

  static void write(
      OutputStream out,
      String name,
      VoxelType type,
      boolean fortranOrder,
      float[] values,
      long... shape)
      throws IOException {
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    if (count != values.length) {
      throw new IllegalArgumentException(
          "shape %s needs %d values, got %d"
              .formatted(java.util.Arrays.toString(shape), count, values.length));
    }
    out.write(NpyHeader.toBytes(type, fortranOrder, shape));
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (int done = 0; done < values.length; ) {
      int to = Math.min(values.length, done + CHUNK);
      buffer.clear();
      while (done < to) {
        float value = values[done++];
        if (!type.holds(value)) {
          throw CdsslException.data(
              name + ": the value " + value + " cannot be stored as " + type.label());
        }
        type.put(buffer, value);
      }
      out.write(buffer.array(), 0, buffer.position());
    }
  }
}

package org.cdssl.image.format.nifti;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.cdssl.CdsslException;
import org.cdssl.image.Geometry;
import org.cdssl.image.Volume;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.VoxelType;
import org.cdssl.storage.AtomicFile;

/// Writes NIfTI-1, little endian, gzip where the name ends in `.gz`. The affine goes into the sform
/// (as float32) and, without its shear, into the qform; both get code 1, scanner.
public final class NiftiWriter {
  private static final int OFFSET = 352;
  private static final int CHUNK = 1 << 13;

  private NiftiWriter() {}

  /// Writes float32.
  public static void write(Path file, Volume volume) throws IOException {
    write(file, volume, VoxelType.FLOAT32);
  }

  /// Writes the voxels as `type`, unscaled.
  ///
  /// @throws CdsslException where a voxel does not fit the type, or an axis is longer than 32767
  public static void write(Path file, Volume volume, VoxelType type) throws IOException {
    for (float voxel : volume.voxels()) {
      if (!type.holds(voxel)) {
        throw CdsslException.data(
            file + ": the value " + voxel + " cannot be stored as " + type.label());
      }
    }
    int[] size = {volume.nx(), volume.ny(), volume.nz()};
    write(file, size, volume.geometry(), type, out -> writeTo(out, volume, type));
  }

  /// Writes a label map as uint8, without a copy of it in between.
  ///
  /// @param labels of every voxel, 0 to 255, x fastest
  /// @throws CdsslException where an axis is longer than 32767
  public static void writeLabels(
      Path file, int nx, int ny, int nz, byte[] labels, Geometry geometry) throws IOException {
    if ((long) nx * ny * nz != labels.length) {
      throw new IllegalArgumentException(
          labels.length + " labels for " + nx + "x" + ny + "x" + nz + " voxels");
    }
    write(file, new int[] {nx, ny, nz}, geometry, VoxelType.UINT8, out -> out.write(labels));
  }

  private static void write(
      Path file, int[] size, Geometry geometry, VoxelType type, AtomicFile.StreamContent voxels)
      throws IOException {
    for (int n : size) {
      if (n > Short.MAX_VALUE) {
        throw CdsslException.data(
            file + ": an axis of " + n + " voxels does not fit a NIfTI-1 file (32767)");
      }
    }
    byte[] header = header(size, geometry, type);
    AtomicFile.stream(
        file,
        out -> {
          if (ImageFiles.endsWith(file, ".gz")) {
            GZIPOutputStream gzip = new GZIPOutputStream(out, 1 << 16);
            gzip.write(header);
            voxels.writeTo(gzip);
            gzip.finish();
          } else {
            out.write(header);
            voxels.writeTo(out);
          }
        });
  }

  private static void writeTo(OutputStream out, Volume volume, VoxelType type) throws IOException {
    float[] voxels = volume.voxels();
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (int done = 0; done < voxels.length; ) {
      int to = Math.min(voxels.length, done + CHUNK);
      buffer.clear();
      while (done < to) {
        type.put(buffer, voxels[done++]);
      }
      out.write(buffer.array(), 0, buffer.position());
    }
  }

  private static byte[] header(int[] size, Geometry geometry, VoxelType type) {
    double[] spacing = geometry.spacingMm();
    double[] quaternion = NiftiAffine.quaternion(geometry);
    ByteBuffer out = ByteBuffer.allocate(OFFSET).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0, NiftiHeader.BYTES_1);
    int[] dim = {3, size[0], size[1], size[2], 1, 1, 1, 1};
    for (int i = 0; i < 8; i++) {
      out.putShort(40 + 2 * i, (short) dim[i]);
    }
    out.putShort(70, (short) NiftiTypes.code(type));
    out.putShort(72, (short) (8 * type.bytes()));
    out.putFloat(76, (float) quaternion[0]);
    for (int i = 0; i < 3; i++) {
      out.putFloat(80 + 4 * i, (float) spacing[i]);
      out.putFloat(256 + 4 * i, (float) quaternion[1 + i]);
      out.putFloat(268 + 4 * i, (float) geometry.at(i, 3));
      for (int c = 0; c < 4; c++) {
        out.putFloat(280 + 16 * i + 4 * c, (float) geometry.at(i, c));
      }
    }
    out.putFloat(108, OFFSET);
    out.putFloat(112, 1);
    out.put(123, (byte) 2);
    out.putShort(252, (short) 1);
    out.putShort(254, (short) 1);
    out.put(344, "n+1\0".getBytes(StandardCharsets.ISO_8859_1));
    return out.array();
  }
}

package org.cdssl.image.format.nifti;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/// Builds NIfTI files byte by byte after the standard, independent of the code under test.
public final class NiftiFiles {
  int version = 1;
  boolean single = true;
  ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  long[] dim = {3, 2, 3, 4, 1, 1, 1, 1};
  int datatype = 4;
  int bits = 16;
  double[] pixdim = {1, 1, 1, 1, 0, 0, 0, 0};
  double slope;
  double inter;
  int units = 2;
  int qformCode;
  int sformCode;
  double[] quaternion = new double[6];
  double[] rows = new double[12];
  byte[] voxels = new byte[48];
  int offset = -1;

  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /// A small int16 volume of 2 x 3 x 4 voxels.
  public static byte[] small() {
    return new NiftiFiles().bytes();
  }

  /// The whole single file.
  public byte[] bytes() {
    byte[] header = header();
    return ByteBuffer.allocate(header.length + voxels.length).put(header).put(voxels).array();
  }

  byte[] header() {
    int length = version == 1 ? 352 : 544;
    ByteBuffer out = ByteBuffer.allocate(single ? length : length - 4).order(order);
    int at = offset >= 0 ? offset : single ? length : 0;
    if (version == 1) {
      out.putInt(0, 348);
      for (int i = 0; i < 8; i++) {
        out.putShort(40 + 2 * i, (short) dim[i]);
        out.putFloat(76 + 4 * i, (float) pixdim[i]);
      }
      out.putShort(70, (short) datatype).putShort(72, (short) bits);
      out.putFloat(108, at).putFloat(112, (float) slope).putFloat(116, (float) inter);
      out.put(123, (byte) units);
      out.putShort(252, (short) qformCode).putShort(254, (short) sformCode);
      for (int i = 0; i < 6; i++) {
        out.putFloat(256 + 4 * i, (float) quaternion[i]);
      }
      for (int i = 0; i < 12; i++) {
        out.putFloat(280 + 4 * i, (float) rows[i]);
      }
      out.put(344, (single ? "n+1\0" : "ni1\0").getBytes(StandardCharsets.ISO_8859_1));
    } else {
      out.putInt(0, 540);
      out.put(4, (single ? "n+2\0" : "ni2\0").getBytes(StandardCharsets.ISO_8859_1));
      out.put(8, new byte[] {13, 10, 26, 10});
      out.putShort(12, (short) datatype).putShort(14, (short) bits);
      for (int i = 0; i < 8; i++) {
        out.putLong(16 + 8 * i, dim[i]);
        out.putDouble(104 + 8 * i, pixdim[i]);
      }
      out.putLong(168, at).putDouble(176, slope).putDouble(184, inter);
      out.putInt(344, qformCode).putInt(348, sformCode);
      for (int i = 0; i < 6; i++) {
        out.putDouble(352 + 8 * i, quaternion[i]);
      }
      for (int i = 0; i < 12; i++) {
        out.putDouble(400 + 8 * i, rows[i]);
      }
      out.putInt(500, units);
    }
    return out.array();
  }
}

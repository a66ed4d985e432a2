package org.cdssl.image.format.raster;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Builds PNG files of every kind after the specification, with filter type 0, independent of the
/// code under test.
public final class PngFiles {
  private static final int[][] PASSES = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public PngFiles() {
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
  }

  public PngFiles chunk(String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(name);
    out.writeBytes(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    return this;
  }

  public byte[] bytes() {
    return out.toByteArray();
  }

  public static byte[] ihdr(int width, int height, int depth, int colour, boolean interlaced) {
    return ByteBuffer.allocate(13)
        .putInt(width)
        .putInt(height)
        .put((byte) depth)
        .put((byte) colour)
        .put((byte) 0)
        .put((byte) 0)
        .put((byte) (interlaced ? 1 : 0))
        .array();
  }

  static byte[] deflate(byte[] data) {
    Deflater deflater = new Deflater();
    deflater.setInput(data);
    deflater.finish();
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    while (!deflater.finished()) {
      result.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return result.toByteArray();
  }

  /// Filtered rows of `samples[y][x * bands + band]`.
  static byte[] rows(int[][] samples, int bands, int depth, boolean interlaced) {
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    int height = samples.length;
    int width = samples[0].length / bands;
    for (int[] pass : interlaced ? PASSES : new int[][] {{0, 0, 1, 1}}) {
      for (int y = pass[1]; y < height && pass[0] < width; y += pass[3]) {
        raw.write(0);
        int bits = 0;
        int count = 0;
        for (int x = pass[0]; x < width; x += pass[2]) {
          for (int b = 0; b < bands; b++) {
            int sample = samples[y][x * bands + b];
            if (depth == 16) {
              raw.write(sample >> 8);
              raw.write(sample);
            } else {
              bits = (bits << depth) | sample;
              count += depth;
              if (count == 8) {
                raw.write(bits);
                bits = 0;
                count = 0;
              }
            }
          }
        }
        if (count > 0) {
          raw.write(bits << (8 - count));
        }
      }
    }
    return raw.toByteArray();
  }

  /// A whole small grey image.
  public static byte[] small() {
    return new PngFiles()
        .chunk("IHDR", ihdr(2, 2, 8, 0, false))
        .chunk("IDAT", deflate(rows(new int[][] {{1, 2}, {3, 4}}, 1, 8, false)))
        .chunk("IEND", new byte[0])
        .bytes();
  }
}

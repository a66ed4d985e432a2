package org.cdssl.image.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.DeflaterOutputStream;

/// Bytes for tests of formats with a text header.
public final class TextFormatFiles {
  private TextFormatFiles() {}

  public static byte[] shorts(ByteOrder order, int... values) {
    ByteBuffer out = ByteBuffer.allocate(2 * values.length).order(order);
    for (int value : values) {
      out.putShort((short) value);
    }
    return out.array();
  }

  public static byte[] zlib(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflated = new DeflaterOutputStream(out)) {
      deflated.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  public static byte[] join(String header, byte[] data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(text.length + data.length).put(text).put(data).array();
  }

  /// All voxels of all frames.
  public static float[] voxels(java.nio.file.Path file) throws IOException {
    ImageReader reader = ImageFiles.readerOf(file);
    ImageHeader header = reader.readHeader(file, Limits.DEFAULT);
    float[] all = new float[(int) header.frameVoxels() * header.frames()];
    int[] filled = {0};
    reader.readVoxels(
        file,
        Limits.DEFAULT,
        (chunk, length) -> {
          System.arraycopy(chunk, 0, all, filled[0], length);
          filled[0] += length;
        });
    return all;
  }
}

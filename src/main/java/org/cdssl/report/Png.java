package org.cdssl.report;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.cdssl.storage.AtomicFile;

/// Writes 8-bit PNG, grey or colour. Own and minimal, so that a picture during training neither
/// loads AWT nor depends on which ImageIO plugins are there; the same picture always gives the same
/// bytes on the same JDK.
public final class Png {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private Png() {}

  /// The file as bytes.
  public static byte[] bytes(GreyImage image) {
    return bytes(image.width(), image.height(), 1, image.levels());
  }

  /// The file as bytes.
  public static byte[] bytes(RgbImage image) {
    return bytes(image.width(), image.height(), 3, image.levels());
  }

  /// @param channels 1 grey, 3 red, green, blue
  private static byte[] bytes(int width, int height, int channels, byte[] levels) {
    try {
      ByteArrayOutputStream buffer = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(buffer);
      out.write(SIGNATURE);
      ByteArrayOutputStream header = new ByteArrayOutputStream();
      DataOutputStream head = new DataOutputStream(header);
      head.writeInt(width);
      head.writeInt(height);
      // bit depth 8, colour type, then the only compression and filter methods, no interlace
      head.write(new byte[] {8, (byte) (channels == 1 ? 0 : 2), 0, 0, 0});
      chunk(out, "IHDR", header.toByteArray());
      chunk(out, "IDAT", deflated(filtered(width * channels, height, levels)));
      chunk(out, "IEND", new byte[0]);
      return buffer.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes the file whole or not at all; makes its folder where there is none.
  public static void write(GreyImage image, Path file) throws IOException {
    writeWhole(file, bytes(image));
  }

  /// Writes the file whole or not at all; makes its folder where there is none.
  public static void write(RgbImage image, Path file) throws IOException {
    writeWhole(file, bytes(image));
  }

  static void writeWhole(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    AtomicFile.stream(file, out -> out.write(content));
  }

  /// Every row as its difference to the row above (filter 2): rows that magnification repeats
  /// become zeros.
  private static byte[] filtered(int width, int height, byte[] levels) {
    byte[] out = new byte[height * (width + 1)];
    for (int y = 0; y < height; y++) {
      out[y * (width + 1)] = 2;
      for (int x = 0; x < width; x++) {
        int above = y == 0 ? 0 : levels[(y - 1) * width + x];
        out[y * (width + 1) + 1 + x] = (byte) (levels[y * width + x] - above);
      }
    }
    return out;
  }

  private static byte[] deflated(byte[] data) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(data);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] part = new byte[8192];
      while (!deflater.finished()) {
        out.write(part, 0, deflater.deflate(part));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.writeInt(data.length);
    out.write(name);
    out.write(data);
    out.writeInt((int) crc.getValue());
  }
}

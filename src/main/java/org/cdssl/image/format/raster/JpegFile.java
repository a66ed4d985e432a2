package org.cdssl.image.format.raster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.Limits;

/// A JPEG whose markers have been walked up to its frame header.
///
/// @param content the whole file
/// @param components 1 grey, 3 colour, 4 CMYK
/// @param precision bits of a sample
record JpegFile(byte[] content, int width, int height, int components, int precision) {
  /// Most pixels that one byte can code: a block of 64 takes at least a bit, and EOB runs of
  /// progressive scans nearly nothing on top.
  private static final long PIXELS_PER_BYTE = 512;

  static boolean isJpeg(byte[] start) {
    return start.length >= 3
        && start[0] == (byte) 0xff
        && start[1] == (byte) 0xd8
        && start[2] == (byte) 0xff;
  }

  static JpegFile read(Path file, Limits limits) throws IOException {
    if (Files.size(file) > Integer.MAX_VALUE - 8) {
      throw new FormatException(file, "is a JPEG of more than 2 GB");
    }
    byte[] content = Files.readAllBytes(file);
    if (!isJpeg(content)) {
      throw new FormatException(file, "is no JPEG: its first marker is missing");
    }
    for (int at = 2; at + 4 <= content.length; ) {
      if (content[at] != (byte) 0xff) {
        throw new FormatException(file, "is damaged: no marker where one must be");
      }
      int marker = content[at + 1] & 0xff;
      if (marker == 0xff) {
        at++; // fill byte
        continue;
      }
      int length = ((content[at + 2] & 0xff) << 8) | (content[at + 3] & 0xff);
      if (marker == 0xda || marker == 0xd9 || length < 2 || length > content.length - at - 2) {
        break;
      }
      boolean frame =
          marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
      if (frame) {
        return frame(file, content, marker, at + 4, length - 2, limits);
      }
      at += 2 + length;
    }
    throw new FormatException(file, "is damaged: it has no frame header (truncated?)");
  }

  private static JpegFile frame(
      Path file, byte[] content, int marker, int at, int length, Limits limits)
      throws FormatException {
    if (length < 6) {
      throw new FormatException(file, "is damaged: its frame header is too short");
    }
    int precision = content[at];
    int height = ((content[at + 1] & 0xff) << 8) | (content[at + 2] & 0xff);
    int width = ((content[at + 3] & 0xff) << 8) | (content[at + 4] & 0xff);
    int components = content[at + 5];
    if (marker > 0xc2) {
      throw new FormatException(
          file,
          "is a JPEG of a kind that cannot be read (frame marker FF%02X); baseline and progressive"
                  .formatted(marker)
              + " can");
    }
    if (precision != 8) {
      throw new FormatException(
          file, "is a JPEG of " + precision + " bits; only 8 can be read, use 16-bit PNG");
    }
    if (components != 1 && components != 3 && components != 4) {
      throw new FormatException(file, "is a JPEG of " + components + " colour components");
    }
    if (width < 1 || height < 1) {
      throw new FormatException(file, "is damaged: its size is " + width + "x" + height);
    }
    long pixels = (long) width * height;
    if (pixels > limits.maxPixels() || pixels > PIXELS_PER_BYTE * content.length) {
      throw new FormatException(
          file,
          "claims %dx%d pixels, more than its %d bytes or the limit of %d allow"
              .formatted(width, height, content.length, limits.maxPixels()));
    }
    // trailing bytes are common; what must be there is the end-of-image marker
    for (int i = content.length - 2; ; i--) {
      if (i < at) {
        throw new FormatException(file, "has no end marker (truncated?)");
      }
      if (content[i] == (byte) 0xff && content[i + 1] == (byte) 0xd9) {
        break;
      }
    }
    return new JpegFile(content, width, height, components, precision);
  }
}

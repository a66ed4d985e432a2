package org.cdssl.image.format.raster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.Limits;

/// A PNG whose structure has been checked from end to end: signature, CRC of every chunk, a legal
/// IHDR, the palette where one is needed, image data, IEND. ImageIO checks few of these itself.
///
/// @param content the whole file
/// @param palette red, green, blue of each entry; empty where the image has none
record PngFile(
    byte[] content,
    int width,
    int height,
    int depth,
    int colour,
    boolean interlaced,
    byte[] palette) {
  static final int GREY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GREY_ALPHA = 4;
  static final int RGBA = 6;

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504c5445;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;

  static boolean isPng(byte[] start) {
    return start.length >= 8 && Arrays.equals(start, 0, 8, SIGNATURE, 0, 8);
  }

  static PngFile read(Path file, Limits limits) throws IOException {
    if (Files.size(file) > Integer.MAX_VALUE - 8) {
      throw new FormatException(file, "is a PNG of more than 2 GB");
    }
    byte[] content = Files.readAllBytes(file);
    if (!isPng(content)) {
      throw new FormatException(file, "is no PNG: the signature is damaged or missing");
    }
    ByteBuffer in = ByteBuffer.wrap(content);
    PngFile png = null;
    byte[] palette = {};
    boolean imageData = false;
    boolean imageDataOver = false;
    for (int at = 8; ; ) {
      if (content.length - at < 12) {
        throw new FormatException(file, "ends before its IEND chunk (truncated?)");
      }
      int length = in.getInt(at);
      int type = in.getInt(at + 4);
      if (length < 0 || length > content.length - at - 12) {
        throw new FormatException(
            file, "ends inside its " + chunkName(content, at) + " chunk (truncated?)");
      }
      CRC32 crc = new CRC32();
      crc.update(content, at + 4, length + 4);
      if ((int) crc.getValue() != in.getInt(at + 8 + length)) {
        throw new FormatException(
            file, "is damaged: the CRC of its " + chunkName(content, at) + " chunk is wrong");
      }
      if ((png == null) != (type == IHDR)) {
        throw new FormatException(file, "is damaged: IHDR is not its first and only header chunk");
      }
      imageDataOver |= imageData && type != IDAT;
      switch (type) {
        case IHDR -> png = header(file, content, in, at + 8, length, limits);
        case PLTE -> {
          if (length % 3 != 0 || length == 0 || length > 768 || palette.length > 0 || imageData) {
            throw new FormatException(file, "is damaged: its palette is not legal");
          }
          palette = Arrays.copyOfRange(content, at + 8, at + 8 + length);
        }
        case IDAT -> {
          if (imageDataOver) {
            throw new FormatException(file, "is damaged: its IDAT chunks are not in one row");
          }
          imageData = true;
        }
        case IEND -> {
          if (!imageData) {
            throw new FormatException(file, "is damaged: it has no image data (IDAT)");
          }
          if (png.colour == PALETTE && palette.length == 0) {
            throw new FormatException(file, "is damaged: its palette is missing");
          }
          png.requireImageData(file);
          return png.withPalette(palette);
        }
        default -> {
          // an upper-case first letter marks a chunk without which the image cannot be shown
          if ((content[at + 4] & 0x20) == 0) {
            throw new FormatException(
                file, "has the unknown critical chunk " + chunkName(content, at));
          }
        }
      }
      at += length + 12;
    }
  }

  private static PngFile header(
      Path file, byte[] content, ByteBuffer in, int at, int length, Limits limits)
      throws FormatException {
    if (length != 13) {
      throw new FormatException(file, "is damaged: its IHDR chunk has " + length + " bytes");
    }
    int width = in.getInt(at);
    int height = in.getInt(at + 4);
    int depth = in.get(at + 8);
    int colour = in.get(at + 9);
    if (width < 1 || height < 1) {
      throw new FormatException(file, "is damaged: its size is " + width + "x" + height);
    }
    boolean legal =
        switch (colour) {
          case GREY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
          case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
          case RGB, GREY_ALPHA, RGBA -> depth == 8 || depth == 16;
          default -> false;
        };
    if (!legal) {
      throw new FormatException(
          file,
          "is damaged: PNG has no colour type %d with %d bits"
              .formatted(colour & 0xff, depth & 0xff));
    }
    if (in.get(at + 10) != 0 || in.get(at + 11) != 0 || (in.get(at + 12) & ~1) != 0) {
      throw new FormatException(
          file, "is damaged: unknown compression, filter or interlace method");
    }
    if ((long) width * height > limits.maxPixels()) {
      throw new FormatException(
          file,
          "claims %dx%d pixels, more than the limit of %d"
              .formatted(width, height, limits.maxPixels()));
    }
    return new PngFile(content, width, height, depth, colour, in.get(at + 12) == 1, new byte[] {});
  }

  /// The same PNG with the chunks that decide the pixels and no others, so that the decoder does
  /// not even look at text, profiles, gamma and the like.
  byte[] essential() {
    ByteBuffer in = ByteBuffer.wrap(content);
    byte[] kept = new byte[content.length];
    System.arraycopy(content, 0, kept, 0, 8);
    int size = 8;
    for (int at = 8; ; ) {
      int length = in.getInt(at) + 12;
      int type = in.getInt(at + 4);
      if (type == IHDR || type == IDAT || type == IEND || (type == PLTE && colour == PALETTE)) {
        System.arraycopy(content, at, kept, size, length);
        size += length;
      }
      if (type == IEND) {
        return Arrays.copyOf(kept, size);
      }
      at += length;
    }
  }

  private PngFile withPalette(byte[] colours) {
    return new PngFile(content, width, height, depth, colour, interlaced, colours);
  }

  /// Inflates the image data without keeping it: it must be as long as the size says, to the byte,
  /// with a right checksum. Only then is an image of that size allocated.
  private void requireImageData(Path file) throws FormatException {
    long wanted = rawBytes();
    long got = 0;
    Inflater inflater = new Inflater();
    byte[] out = new byte[1 << 15];
    try {
      ByteBuffer in = ByteBuffer.wrap(content);
      for (int at = 8; in.getInt(at + 4) != IEND && !inflater.finished(); ) {
        int length = in.getInt(at);
        if (in.getInt(at + 4) == IDAT) {
          inflater.setInput(content, at + 8, length);
          while (!inflater.needsInput() && !inflater.finished() && got <= wanted) {
            got += inflater.inflate(out);
            if (inflater.needsDictionary()) {
              throw new FormatException(file, "is damaged: its image data needs a dictionary");
            }
          }
        }
        at += length + 12;
      }
      if (got > wanted) {
        throw new FormatException(file, "inflates to more image data than its size declares");
      }
      if (got < wanted || !inflater.finished()) {
        throw new FormatException(
            file, "holds less image data than its size declares (truncated?)");
      }
    } catch (DataFormatException e) {
      throw new FormatException(file, "is damaged: its image data cannot be inflated", e);
    } finally {
      inflater.end();
    }
  }

  /// Bytes of the filtered rows, of all seven passes where the image is interlaced.
  private long rawBytes() {
    if (!interlaced) {
      return passBytes(width, height);
    }
    long bytes = 0;
    int[][] passes = {
      {0, 0, 8, 8},
      {4, 0, 8, 8},
      {0, 4, 4, 8},
      {2, 0, 4, 4},
      {0, 2, 2, 4},
      {1, 0, 2, 2},
      {0, 1, 1, 2}
    };
    for (int[] p : passes) {
      bytes += passBytes((width - p[0] + p[2] - 1) / p[2], (height - p[1] + p[3] - 1) / p[3]);
    }
    return bytes;
  }

  private long passBytes(int columns, int rows) {
    return columns == 0 ? 0 : rows * (1 + ((long) columns * samples() * depth + 7) / 8);
  }

  private int samples() {
    return switch (colour) {
      case RGB -> 3;
      case GREY_ALPHA -> 2;
      case RGBA -> 4;
      default -> 1;
    };
  }

  private static String chunkName(byte[] content, int at) {
    return new String(content, at + 4, 4, StandardCharsets.ISO_8859_1).replaceAll("[^A-Za-z]", "?");
  }
}

package org.cdssl.image.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The voxels that a text header describes: behind it, in a file beside it, or spread over several
/// files in order.
///
/// @param pieces where they are, in the order of the voxels
public record VoxelData(List<Piece> pieces, Encoding encoding, VoxelType type, ByteOrder order) {
  /// As [Piece#skip]: the voxels are the last bytes of the file.
  public static final long AT_END = -1;

  /// How the voxels of a piece are stored.
  public enum Encoding {
    RAW(FileInput.Coding.PLAIN),
    GZIP(FileInput.Coding.GZIP),
    ZLIB(FileInput.Coding.ZLIB),
    /// Numbers as text, with white space between.
    TEXT(FileInput.Coding.PLAIN);

    private final FileInput.Coding coding;

    Encoding(FileInput.Coding coding) {
      this.coding = coding;
    }
  }

  /// @param skip bytes of the file before the stored data, or [#AT_END]
  /// @param dataSkip bytes before the first voxel, counted after inflating
  /// @param voxels how many of them it holds
  public record Piece(Path file, long skip, long dataSkip, long voxels) {}

  /// Hands on all voxels in order.
  ///
  /// @throws FormatException where a piece is too short, holds more than it should, or is damaged
  public void read(Limits limits, VoxelSink sink) throws IOException {
    for (Piece piece : pieces) {
      long bytes = Math.multiplyExact(piece.voxels, type.bytes());
      long skip = piece.skip;
      if (skip == AT_END) {
        skip = Math.max(0, Files.size(piece.file) - bytes);
      }
      try (FileInput in = FileInput.open(piece.file, skip, encoding.coding)) {
        if (piece.dataSkip > Long.MAX_VALUE - bytes) {
          throw new FormatException(piece.file, "would have to be " + piece.dataSkip + " bytes");
        }
        if (encoding == Encoding.TEXT) {
          in.requireRoomFor(2 * piece.voxels - 1, limits);
          in.skipExactly(piece.dataSkip);
          text(piece, in, sink);
        } else {
          in.requireRoomFor(piece.dataSkip + bytes, limits);
          in.skipExactly(piece.dataSkip);
          Voxels.decode(piece.file, in, piece.voxels, type, order, 1, 0, sink);
        }
        in.requireEnd();
      }
    }
  }

  private void text(Piece piece, InputStream in, VoxelSink sink) throws IOException {
    HeaderNumbers numbers = new HeaderNumbers(piece.file, "(voxels as text)");
    float[] chunk = new float[(int) Math.min(1 << 15, piece.voxels)];
    StringBuilder word = new StringBuilder();
    int filled = 0;
    long done = 0;
    while (done < piece.voxels) {
      int c = in.read();
      if (c > ' ' && c != ',') {
        word.append((char) c);
        if (word.length() > 100) {
          throw numbers.wrong("holds '" + word + "'... where a number is needed");
        }
        continue;
      }
      if (!word.isEmpty()) {
        float value = (float) numbers.anyDecimal(word.toString());
        if (!type.holds(value)) {
          throw numbers.wrong("holds " + word + ", which no " + type.label() + " is");
        }
        word.setLength(0);
        chunk[filled++] = value;
        done++;
        if (filled == chunk.length || done == piece.voxels) {
          sink.accept(chunk, filled);
          filled = 0;
        }
      }
      if (c < 0 && done < piece.voxels) {
        throw new FormatException(
            piece.file,
            "ends after %d of the %d voxels that its header declares (truncated?)"
                .formatted(done, piece.voxels));
      }
    }
  }
}

package org.cdssl.image.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/// What every reader of plain voxel data needs: memory, decoding in chunks, the end of the data.
public final class Voxels {
  private static final int CHUNK = 1 << 15;

  private Voxels() {}

  /// Memory for an image, or a line that says it does not fit.
  public static float[] allocate(Path file, long count) throws FormatException {
    if (count > Integer.MAX_VALUE - 8) {
      throw new FormatException(file, "has " + count + " voxels; one image can hold 2147483639");
    }
    try {
      return new float[(int) count];
    } catch (OutOfMemoryError e) {
      // a single array that does not fit leaves the JVM whole, so this is safe to go on from
      throw new FormatException(file, needsMemory(4 * count), e);
    }
  }

  /// The line for an image that is larger than the heap.
  public static String needsMemory(long bytes) {
    return "needs %d MB of memory and the JVM has %d MB in all; give it more with -Xmx"
        .formatted(bytes >> 20, Runtime.getRuntime().maxMemory() >> 20);
  }

  /// Decodes `count` values of a stream and hands them on in chunks.
  ///
  /// @throws FormatException where the stream ends before
  public static void decode(
      Path file,
      InputStream in,
      long count,
      VoxelType type,
      ByteOrder order,
      double slope,
      double inter,
      VoxelSink sink)
      throws IOException {
    int most = (int) Math.min(CHUNK, count);
    byte[] bytes = new byte[most * type.bytes()];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
    ShortSink shorts =
        sink instanceof ShortSink s && type == VoxelType.INT16 && slope == 1 && inter == 0
            ? s
            : null;
    float[] chunk = new float[shorts == null ? most : 0];
    short[] stored = new short[shorts == null ? 0 : most];
    for (long done = 0; done < count; ) {
      int length = (int) Math.min(most, count - done);
      int wanted = length * type.bytes();
      int got = in.readNBytes(bytes, 0, wanted);
      if (got < wanted) {
        throw new FormatException(
            file,
            "ends after %d of the %d voxels that its header declares (truncated?)"
                .formatted(done + got / type.bytes(), count));
      }
      if (shorts != null) {
        buffer.asShortBuffer().get(stored, 0, length);
        shorts.accept(stored, length);
      } else if (!sink.equals(VoxelSink.NONE)) {
        type.decode(buffer, length, slope, inter, chunk);
        sink.accept(chunk, length);
      }
      done += length;
    }
  }

  /// The full scale that a type says by itself: 8 and 16 bit unsigned and truth values; 0 for
  /// others.
  public static float fullScale(VoxelType type) {
    return switch (type) {
      case BOOL -> 1;
      case UINT8 -> 255;
      case UINT16 -> 65535;
      default -> 0;
    };
  }

  /// The full scale of pixels whose type does not say it: 1, 255 or 65535, whichever is the first
  /// that holds the largest value, else the largest value itself.
  public static float fullScale(float[] pixels) {
    float largest = 0;
    for (float pixel : pixels) {
      if (pixel > largest && pixel < Float.POSITIVE_INFINITY) {
        largest = pixel;
      }
    }
    return fullScaleOf(largest);
  }

  /// The same from the largest finite value alone.
  public static float fullScaleOf(float largest) {
    return largest <= 1 ? 1 : largest <= 255 ? 255 : largest <= 65535 ? 65535 : largest;
  }
}

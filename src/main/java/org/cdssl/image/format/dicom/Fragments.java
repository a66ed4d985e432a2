package org.cdssl.image.format.dicom;

import java.io.IOException;
import java.util.Arrays;
import org.cdssl.image.format.FormatException;

/// The items that encapsulated pixels are cut into (PS3.5 Annex A.4), and which of them make a
/// frame: by the basic offset table, by one item a frame, or by where code streams start.
final class Fragments {
  private static final int MOST = 1 << 20;

  private final ByteSource in;
  private long[] at = new long[16];
  private long[] length = new long[16];
  private int count;

  /// Index of the first fragment of each frame, and the number of fragments behind the last one.
  private final int[] first;

  Fragments(ByteSource in, Pixels pixels) throws IOException {
    this.in = in;
    boolean big = false; // encapsulated syntaxes are little endian
    long next = pixels.at();
    long tableAt = -1;
    long tableLength = 0;
    while (true) {
      long tag = in.u32(next, big);
      long size = in.u32(next + 4, big);
      next += 8;
      if (tag == swapped(Tags.SEQUENCE_END)) {
        break;
      }
      if (tag != swapped(Tags.ITEM) || size == DataSetParser.UNDEFINED) {
        throw damaged("its pixel fragments are not in order");
      }
      if (!in.reaches(next + size)) {
        throw in.truncated();
      }
      if (tableAt < 0) {
        tableAt = next;
        tableLength = size;
      } else {
        add(next, size);
      }
      next += size;
      if (!in.reaches(next + 8) && count > 0) {
        break; // some writers leave the delimiter out
      }
    }
    if (count == 0) {
      throw damaged("it has no pixel fragments");
    }
    first = frames(pixels.frames(), tableAt, tableLength);
  }

  /// The bytes of one frame.
  byte[] frame(int frame) throws IOException {
    long total = 0;
    for (int i = first[frame]; i < first[frame + 1]; i++) {
      total += length[i];
    }
    if (total > Integer.MAX_VALUE - 8) {
      throw damaged("a frame is larger than 2 GB");
    }
    byte[] bytes = new byte[(int) total]; // each fragment was seen to be there
    int done = 0;
    for (int i = first[frame]; i < first[frame + 1]; i++) {
      if (in.readSome(at[i], bytes, done, (int) length[i]) < length[i]) {
        throw in.truncated();
      }
      done += (int) length[i];
    }
    return bytes;
  }

  private int[] frames(int frames, long tableAt, long tableLength) throws IOException {
    int[] starts = new int[frames + 1];
    starts[frames] = count;
    if (frames == 1) {
      return starts;
    }
    if (count == frames) {
      Arrays.setAll(starts, i -> i);
      return starts;
    }
    if (tableLength == 4L * frames) {
      long base = at[0] - 8;
      for (int f = 0, i = 0; f < frames; f++) {
        long wanted = base + in.u32(tableAt + 4L * f, false);
        while (i < count && at[i] - 8 < wanted) {
          i++;
        }
        if (i == count || at[i] - 8 != wanted) {
          throw damaged("its offset table points beside the fragments");
        }
        starts[f] = i;
      }
      return starts;
    }
    int f = 0;
    for (int i = 0; i < count; i++) {
      if (startsCodeStream(i)) {
        if (f == frames) {
          f++;
          break;
        }
        starts[f++] = i;
      }
    }
    if (f != frames || starts[0] != 0) {
      throw damaged(
          "its %d fragments cannot be told apart into %d frames".formatted(count, frames));
    }
    return starts;
  }

  /// Start of image of JPEG and JPEG-LS, start of codestream of JPEG 2000.
  private boolean startsCodeStream(int i) throws IOException {
    if (length[i] < 3) {
      return false;
    }
    int marker = in.u16(at[i], true);
    return (marker == 0xFFD8 || marker == 0xFF4F) && in.u8(at[i] + 2) == 0xFF;
  }

  private void add(long start, long size) throws FormatException {
    if (count == MOST) {
      throw damaged("it has more than " + MOST + " pixel fragments");
    }
    if (count == at.length) {
      at = Arrays.copyOf(at, 2 * count);
      length = Arrays.copyOf(length, 2 * count);
    }
    at[count] = start;
    length[count++] = size;
  }

  /// A tag as a little endian 32-bit number reads it: element above group.
  private static long swapped(int tag) {
    return ((long) (tag & 0xffff) << 16) | (tag >>> 16);
  }

  private FormatException damaged(String how) {
    return new FormatException(in.file(), "is damaged: " + how);
  }
}

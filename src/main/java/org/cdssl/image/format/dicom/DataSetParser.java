package org.cdssl.image.format.dicom;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.cdssl.image.format.FormatException;

/// Walks a data set (PS3.5 section 7) up to its pixels. Elements that are not in [Tags] are passed
/// over; sequences are entered only where they are kept or their length is undefined.
final class DataSetParser {
  static final long UNDEFINED = 0xFFFFFFFFL;

  /// Far beyond any real data set; a deeper one was made to break readers.
  private static final int MOST_LEVELS = 24;

  /// Longest value that is kept: a palette of 65536 entries.
  private static final int MOST_VALUE_BYTES = 1 << 18;

  private static final Set<String> LONG_FORMS =
      Set.of("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV");

  private final ByteSource in;
  private final boolean big;
  private final long mostBytes;
  private long kept;

  // the element that was read last
  private int tag;
  private String vr;
  private long length;
  private long value;

  // where the pixels are
  private int pixelTag;
  private long pixelAt;
  private long pixelLength;
  private String pixelVr;

  /// @param mostBytes most bytes of kept values
  DataSetParser(ByteSource in, boolean big, long mostBytes) {
    this.in = in;
    this.big = big;
    this.mostBytes = mostBytes;
  }

  /// The tag of the pixel element, 0 where the data set has none.
  int pixelTag() {
    return pixelTag;
  }

  /// Where its value starts.
  long pixelAt() {
    return pixelAt;
  }

  /// Whether its VR is OW.
  boolean isPixelWords() {
    return "OW".equals(pixelVr);
  }

  /// Its length, [#UNDEFINED] for encapsulated pixels.
  long pixelLength() {
    return pixelLength;
  }

  /// Reads the file meta information (group 2), which is always explicit little endian.
  ///
  /// @return where the data set starts
  static long parseMeta(ByteSource in, long start, DataSet into) throws IOException {
    DataSetParser parser = new DataSetParser(in, false, 1 << 16);
    long at = start;
    while (in.reaches(at + 8) && in.u16(at, false) == 2) {
      parser.element(at, true);
      parser.keep(into, 1, true);
      at = parser.value + parser.length;
    }
    return at;
  }

  /// Reads a data set to its pixels or its end.
  DataSet parse(long start, boolean explicit) throws IOException {
    DataSet set = newSet();
    long at = start;
    while (pixelTag == 0 && in.reaches(at + 8)) {
      at = step(at, Long.MAX_VALUE, explicit, set, 0);
    }
    return set;
  }

  /// Handles one element of a data set or item.
  ///
  /// @param end where the item that it belongs to ends
  /// @param set null where nothing is kept
  /// @return where the next one starts
  private long step(long at, long end, boolean explicit, DataSet set, int level)
      throws IOException {
    element(at, explicit);
    long start = value;
    if (level == 0 && Tags.isPixels(tag)) {
      pixelTag = tag;
      pixelAt = value;
      pixelLength = length;
      pixelVr = vr;
      return at;
    }
    if (length == UNDEFINED) {
      // an undefined length in an unknown VR means implicit VR inside (PS3.5 6.2.2)
      boolean inside = explicit && !"UN".equals(vr);
      List<DataSet> items = set != null && Tags.isKeptSequence(tag) ? new ArrayList<>() : null;
      int sequence = tag;
      long next = items(start, end, inside, items, level + 1);
      if (items != null) {
        set.put(sequence, items);
      }
      return next;
    }
    long next = start + length;
    if (next > end || !in.reaches(next)) {
      throw new FormatException(
          in.file(),
          "is damaged or truncated: element %s claims %d bytes, more than there are"
              .formatted(Tags.text(tag), length));
    }
    if (set != null && Tags.isKeptSequence(tag)) {
      boolean inside = explicit && !"UN".equals(vr);
      List<DataSet> items = new ArrayList<>();
      int sequence = tag;
      items(start, next, inside, items, level + 1);
      set.put(sequence, items);
    } else if (set != null) {
      keep(set, level, false);
    }
    return next;
  }

  /// The items of a sequence.
  ///
  /// @param end where it ends at the latest
  /// @param into null where nothing is kept
  /// @return where it ends
  private long items(long start, long end, boolean explicit, List<DataSet> into, int level)
      throws IOException {
    if (level > MOST_LEVELS) {
      throw new FormatException(
          in.file(), "is damaged: its sequences are nested more than " + MOST_LEVELS + " deep");
    }
    long at = start;
    while (at < end) {
      int item = tagAt(at);
      long itemLength = in.u32(at + 4, big);
      at += 8;
      if (item == Tags.SEQUENCE_END) {
        return at;
      }
      if (item != Tags.ITEM) {
        throw new FormatException(
            in.file(), "is damaged: " + Tags.text(item) + " stands where an item must be");
      }
      DataSet set = into == null ? null : newSet();
      if (itemLength == UNDEFINED) {
        at = elements(at, end, explicit, set, level, true);
      } else {
        if (at + itemLength > end || !in.reaches(at + itemLength)) {
          throw in.truncated();
        }
        if (set != null) {
          elements(at, at + itemLength, explicit, set, level, false);
        }
        at += itemLength;
      }
      if (into != null) {
        into.add(set);
        count(64);
      }
    }
    if (end == Long.MAX_VALUE) {
      throw in.truncated();
    }
    return at;
  }

  private long elements(
      long start, long end, boolean explicit, DataSet set, int level, boolean delimited)
      throws IOException {
    long at = start;
    while (at < end) {
      if (delimited && tagAt(at) == Tags.ITEM_END) {
        return at + 8;
      }
      at = step(at, end, explicit, set, level);
    }
    return at;
  }

  private void element(long at, boolean explicit) throws IOException {
    tag = tagAt(at);
    boolean delimiter = tag >>> 16 == 0xFFFE;
    vr = explicit && !delimiter ? vr(at + 4) : null;
    if (vr == null) {
      length = in.u32(at + 4, big);
      value = at + 8;
    } else if (LONG_FORMS.contains(vr)) {
      length = in.u32(at + 8, big);
      value = at + 12;
    } else {
      length = in.u16(at + 6, big);
      value = at + 8;
    }
  }

  /// The two letters, or null where there are none: some writers leave single elements implicit.
  private String vr(long at) throws IOException {
    int first = in.u8(at);
    int second = in.u8(at + 1);
    return isLetter(first) && isLetter(second) ? "" + (char) first + (char) second : null;
  }

  static boolean isLetter(int c) {
    return c >= 'A' && c <= 'Z';
  }

  private void keep(DataSet set, int level, boolean meta) throws IOException {
    if (!Tags.isKept(tag) || (tag >>> 16 == 2) != meta) {
      return;
    }
    if (length > MOST_VALUE_BYTES && tag != Tags.FRAME_OFFSETS) {
      throw new FormatException(
          in.file(),
          "is damaged: element %s of level %d is %d bytes long"
              .formatted(Tags.text(tag), level, length));
    }
    count(64 + length);
    set.put(tag, in.read(value, length));
  }

  private void count(long bytes) throws FormatException {
    kept += bytes;
    if (kept > mostBytes) {
      throw new FormatException(
          in.file(), "has a header of more than %d MB".formatted(mostBytes >> 20));
    }
  }

  private int tagAt(long at) throws IOException {
    return in.u16(at, big) << 16 | in.u16(at + 2, big);
  }

  private DataSet newSet() {
    return new DataSet(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }
}

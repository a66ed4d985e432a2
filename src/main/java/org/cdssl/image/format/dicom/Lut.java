package org.cdssl.image.format.dicom;

import java.util.Arrays;
import org.cdssl.image.format.raster.Luma;

/// A look-up table: the value of a stored number.
///
/// @param first the stored number of the first entry; smaller ones take it, larger ones the last
/// @param values value of each entry
/// @param fullScale largest value that an entry of its depth can have
record Lut(int first, float[] values, float fullScale) {

  float of(int stored) {
    long index = (long) stored - first;
    return values[(int) Math.max(0, Math.min(index, values.length - 1))];
  }

  /// The Modality LUT (PS3.3 C.11.1), or null where the item holds none that is whole.
  static Lut ofModality(DataSet item, boolean signed) {
    int[] descriptor = item.words(Tags.LUT_DESCRIPTOR);
    if (descriptor.length != 3) {
      return null;
    }
    int[] entries = entries(item.words(Tags.LUT_DATA), descriptor);
    if (entries == null) {
      return null;
    }
    float[] values = new float[entries.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = entries[i];
    }
    return new Lut(first(descriptor, signed), values, (1 << bits(descriptor)) - 1);
  }

  /// Luma of the palette (PS3.3 C.7.9), or null where one of its three tables is not whole.
  static Lut ofPalette(DataSet set, boolean signed) {
    int[][] colours = new int[3][];
    int[] descriptor = {};
    for (int c = 0; c < 3; c++) {
      descriptor = set.words(Tags.PALETTE_DESCRIPTOR + c);
      if (descriptor.length != 3) {
        return null;
      }
      int[] data = set.words(Tags.PALETTE_DATA + c);
      if (data.length == 0) {
        data = unfolded(set.words(Tags.PALETTE_SEGMENTS + c), count(descriptor));
      }
      colours[c] = data == null ? null : entries(data, descriptor);
      if (colours[c] == null || colours[c].length != colours[0].length) {
        return null;
      }
    }
    float[] values = new float[colours[0].length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Luma.of(colours[0][i], colours[1][i], colours[2][i]);
    }
    return new Lut(first(descriptor, signed), values, (1 << bits(descriptor)) - 1);
  }

  private static int count(int[] descriptor) {
    return descriptor[0] == 0 ? 1 << 16 : descriptor[0];
  }

  private static int first(int[] descriptor, boolean signed) {
    return signed ? (short) descriptor[1] : descriptor[1];
  }

  private static int bits(int[] descriptor) {
    return descriptor[2] >= 8 && descriptor[2] <= 16 ? descriptor[2] : 16;
  }

  /// As many entries as declared; two 8-bit entries may share a word.
  private static int[] entries(int[] words, int[] descriptor) {
    int count = count(descriptor);
    if (words.length >= count) {
      return Arrays.copyOf(words, count);
    }
    if (descriptor[2] != 8 || 2 * words.length < count) {
      return null;
    }
    int[] entries = new int[count];
    for (int i = 0; i < count; i++) {
      entries[i] = words[i / 2] >> (8 * (i % 2)) & 0xff;
    }
    return entries;
  }

  /// Segmented palettes (PS3.3 C.7.9.2): runs, ramps, and copies of earlier segments.
  private static int[] unfolded(int[] words, int count) {
    int[] out = new int[count];
    int done = 0;
    for (int at = 0; at + 1 < words.length && done < count; ) {
      int length = words[at + 1];
      switch (words[at]) {
        case 0 -> {
          if (at + 2 + length > words.length || done + length > count) {
            return null;
          }
          System.arraycopy(words, at + 2, out, done, length);
          done += length;
          at += 2 + length;
        }
        case 1 -> {
          if (at + 2 >= words.length || done == 0 || length == 0 || done + length > count) {
            return null;
          }
          int from = out[done - 1];
          int step = words[at + 2] - from;
          for (int i = 1; i <= length; i++) {
            out[done++] = from + (int) Math.rint((double) step * i / length);
          }
          at += 3;
        }
        default -> {
          return null; // copies: no writer of them is known
        }
      }
    }
    return done == count ? out : null;
  }
}

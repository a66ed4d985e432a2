package org.cdssl.image.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Damage to a file: bits, bytes, numbers, lengths, words and lines.
final class Mutations {
  private static final int[] INTS = {
    0, -1, 1, 2, 255, 256, 0x7fff, 0xffff, 0x10000, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x7fff7fff
  };
  private static final List<String> WORDS =
      List.of(
          "",
          "0",
          "-1",
          "1",
          "2",
          "7",
          "65536",
          "2147483647",
          "-2147483648",
          "4294967296",
          "9223372036854775807",
          "-9223372036854775808",
          "99999999999999999999",
          "1e308",
          "1e-320",
          "nan",
          "-inf",
          "1e99999",
          "0x10",
          "..",
          "/etc/hostname",
          "a%d",
          "%99d",
          "%s",
          "LIST",
          "LOCAL",
          "none",
          "(1,0,0)",
          "()",
          "(",
          "'",
          "{}",
          "\0",
          "\u00e9");

  private Mutations() {}

  /// A copy with one to four kinds of damage.
  static byte[] mutated(byte[] good, Random random) {
    byte[] bad = good.clone();
    int edits = 1 + random.nextInt(4);
    for (int i = 0; i < edits; i++) {
      bad = bad.length == 0 ? new byte[] {(byte) random.nextInt()} : edit(bad, random);
    }
    return bad;
  }

  private static byte[] edit(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(10)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 3 -> {
        ByteBuffer out = ByteBuffer.wrap(bytes).order(order(random));
        int value = INTS[random.nextInt(INTS.length)];
        switch (random.nextInt(3)) {
          case 0 -> putShort(out, at, value);
          case 1 -> putInt(out, at, value);
          default -> putLong(out, at, value);
        }
      }
      case 4 -> {
        int from = random.nextInt(bytes.length);
        int length = Math.min(random.nextInt(64), bytes.length - Math.max(from, at));
        System.arraycopy(bytes.clone(), from, bytes, at, length);
      }
      case 5 -> {
        byte[] extra = new byte[1 + random.nextInt(8)];
        random.nextBytes(extra);
        return replaced(bytes, at, at, extra);
      }
      case 6 -> {
        return replaced(bytes, at, Math.min(bytes.length, at + random.nextInt(16)), new byte[0]);
      }
      case 7, 8 -> {
        return word(bytes, random);
      }
      default -> {
        return lines(bytes, random);
      }
    }
    return bytes;
  }

  private static ByteOrder order(Random random) {
    return random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  private static void putShort(ByteBuffer out, int at, int value) {
    if (at + 2 <= out.capacity()) {
      out.putShort(at, (short) value);
    }
  }

  private static void putInt(ByteBuffer out, int at, int value) {
    if (at + 4 <= out.capacity()) {
      out.putInt(at, value);
    }
  }

  private static void putLong(ByteBuffer out, int at, int value) {
    if (at + 8 <= out.capacity()) {
      out.putLong(at, value);
    }
  }

  private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
    return ByteBuffer.allocate(bytes.length - (to - from) + by.length)
        .put(bytes, 0, from)
        .put(by)
        .put(bytes, to, bytes.length - to)
        .array();
  }

  /// Puts a nasty word in the place of a run of letters or digits.
  private static byte[] word(byte[] bytes, Random random) {
    int from = random.nextInt(Math.min(bytes.length, 1024));
    while (from < bytes.length && !isWord(bytes[from])) {
      from++;
    }
    int to = from;
    while (to < bytes.length && isWord(bytes[to]) && to - from < 40) {
      to++;
    }
    String by = WORDS.get(random.nextInt(WORDS.size()));
    return replaced(bytes, from, to, by.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isWord(byte b) {
    return b == '-' || b == '.' || (b >= 0 && Character.isLetterOrDigit(b));
  }

  /// Drops, doubles or exchanges lines of the first part, which is the header where there is text.
  private static byte[] lines(byte[] bytes, Random random) {
    List<Integer> starts = new ArrayList<>(List.of(0));
    for (int i = 0; i < Math.min(bytes.length, 1024); i++) {
      if (bytes[i] == '\n') {
        starts.add(i + 1);
      }
    }
    if (starts.size() < 2) {
      return bytes;
    }
    int line = random.nextInt(starts.size() - 1);
    int from = starts.get(line);
    int to = starts.get(line + 1);
    byte[] text = Arrays.copyOfRange(bytes, from, to);
    int other = starts.get(random.nextInt(starts.size()));
    return switch (random.nextInt(3)) {
      case 0 -> replaced(bytes, from, to, new byte[0]);
      case 1 -> replaced(bytes, other, other, text);
      default ->
          other >= to
              ? replaced(replaced(bytes, other, other, text), from, to, new byte[0])
              : replaced(
                  replaced(bytes, from, to, new byte[0]),
                  Math.min(other, from),
                  Math.min(other, from),
                  text);
    };
  }
}

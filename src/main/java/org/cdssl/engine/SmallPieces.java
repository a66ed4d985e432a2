package org.cdssl.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Free pieces of the C heap, set aside for all that is small and lives long.
///
/// Tensors begin at multiples of 64 bytes, and what the heap leaves before each is mostly a free
/// piece of 48. During a step the next 48 bytes that stay for good (of a method that the JVM has
/// compiled, of a kernel that oneDNN has made) go there, and when the tensors around them are
/// freed, their memory can never again be one piece: the resident size of a step grew from 3.2 to
/// over 4 GB in some hundred steps that way. The heap (glibc's) takes the piece of a size that has
/// been free for longest; with enough of them from the beginning those between tensors stay unused
/// and become part of their neighbours again.
final class SmallPieces {
  private static final int KEEPS_APART = 32;

  private static final List<Row> ROWS =
      List.of(
          new Row(48, 48, 16, 100_000),
          new Row(32, 128, 16, 8_000),
          new Row(144, 256, 16, 4_000),
          new Row(272, 1024, 16, 200),
          new Row(1280, 4096, 256, 100),
          new Row(4608, 16384, 512, 60),
          new Row(32768, 32768, 1, 200)); // the pieces of the JVM's own arenas

  private static final AtomicBoolean RESERVED = new AtomicBoolean();

  private SmallPieces() {}

  /// So many pieces of every size from one to another.
  ///
  /// @param from with the 8 bytes that the heap adds
  private record Row(int from, int to, int by, int count) {}

  /// Takes all these pieces from the heap and gives them back, with a small one kept between each
  /// and the next so that they stay apart: 60 MB, in a tenth of a second, once a process. Does
  /// nothing where the C library is another.
  static void reserve() {
    if (!CLibrary.canTrimHeap() || RESERVED.getAndSet(true)) {
      return;
    }
    List<Long> pieces = new ArrayList<>();
    for (Row row : ROWS) {
      for (int size = row.from; size <= row.to; size += row.by) {
        for (int i = 0; i < row.count; i++) {
          pieces.add(CLibrary.malloc(size - Long.BYTES));
          CLibrary.malloc(KEEPS_APART - Long.BYTES);
        }
      }
    }
    pieces.forEach(CLibrary::free);
  }
}

package org.cdssl.image.format.numpy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.cdssl.image.format.VoxelType;
import org.cdssl.storage.AtomicFile;

/// Writes a `.npz` archive of named arrays, deflated.
///
/// The dates in the archive are fixed, so that the same arrays give the same bytes.
public final class NpzWriter {
  /// Writes the array, header and values.
  private interface Member {
    void write(String name, OutputStream out) throws IOException;
  }

  private final Map<String, Member> members = new LinkedHashMap<>();

  /// Adds an array in C order (last axis fastest), replacing one of the same name. The values are
  /// not copied.
  public NpzWriter add(String name, VoxelType type, float[] values, long... shape) {
    long[] own = shape.clone();
    members.put(name, (member, out) -> NpyWriter.write(out, member, type, false, values, own));
    return this;
  }

  /// Adds a list of texts, as numpy's fixed-width Unicode strings (`<U`).
  public NpzWriter addText(String name, List<String> texts) {
    List<int[]> rows = texts.stream().map(t -> t.codePoints().toArray()).toList();
    // numpy has no strings of width 0
    int width = rows.stream().mapToInt(r -> r.length).max().orElse(0);
    int cells = Math.max(1, width);
    members.put(
        name,
        (_, out) -> {
          out.write(NpyHeader.toBytes("<U" + cells, false, rows.size()));
          ByteBuffer row = ByteBuffer.allocate(4 * cells).order(ByteOrder.LITTLE_ENDIAN);
          for (int[] text : rows) {
            row.clear();
            for (int i = 0; i < cells; i++) {
              row.putInt(i < text.length ? text[i] : 0);
            }
            out.write(row.array());
          }
        });
    return this;
  }

  public void write(Path file) throws IOException {
    AtomicFile.stream(
        file,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          for (Map.Entry<String, Member> named : members.entrySet()) {
            ZipEntry entry = new ZipEntry(named.getKey() + ".npy");
            entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
            zip.putNextEntry(entry);
            named.getValue().write(named.getKey(), zip);
            zip.closeEntry();
          }
          zip.finish();
        });
  }
}

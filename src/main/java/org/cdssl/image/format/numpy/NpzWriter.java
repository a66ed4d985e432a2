package org.cdssl.image.format.numpy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.cdssl.image.format.AtomicFile;
import org.cdssl.image.format.VoxelType;

/// Writes a `.npz` archive of named arrays, deflated.
///
/// The dates in the archive are fixed, so that the same arrays give the same bytes.
public final class NpzWriter {
  private record Member(VoxelType type, float[] values, long[] shape) {}

  private final Map<String, Member> members = new LinkedHashMap<>();

  /// Adds an array in C order (last axis fastest), replacing one of the same name. The values are
  /// not copied.
  public NpzWriter add(String name, VoxelType type, float[] values, long... shape) {
    members.put(name, new Member(type, values, shape.clone()));
    return this;
  }

  public void write(Path file) throws IOException {
    AtomicFile.write(
        file,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          for (Map.Entry<String, Member> named : members.entrySet()) {
            Member member = named.getValue();
            ZipEntry entry = new ZipEntry(named.getKey() + ".npy");
            entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
            zip.putNextEntry(entry);
            NpyWriter.write(zip, named.getKey(), member.type, false, member.values, member.shape);
            zip.closeEntry();
          }
          zip.finish();
        });
  }
}

package org.cdssl.collection.layout;

import java.nio.file.Path;

/// A file below the root of a source.
///
/// @param path relative to the root, with `/`
/// @param file the file itself, inside the root also where links are resolved
/// @param bytes its size
record FoundFile(String path, Path file, long bytes) {
  /// Last part of the path.
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// Name of the folder it lies in, `levels` up; empty above the root.
  String folder(int levels) {
    String[] parts = path.split("/", -1);
    int at = parts.length - 1 - levels;
    return at < 0 ? "" : parts[at];
  }

  /// Path of the folder it lies in; empty for the root.
  String folderPath() {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }
}

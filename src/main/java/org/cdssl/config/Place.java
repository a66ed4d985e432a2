package org.cdssl.config;

import java.nio.file.Path;

/// Where a value was written.
///
/// @param source file as the user named it, or the override
/// @param line line in that file counted from 1; 0 for an override or a whole file
/// @param base folder that relative paths written here start from
/// @param layer 0 for what lies deepest, growing towards the user: preset, extended files, the file
///   itself, overrides
record Place(String source, int line, Path base, int layer) {
  Place at(int newLine) {
    return new Place(source, newLine, base, layer);
  }

  @Override
  public String toString() {
    return line > 0 ? source + ":" + line : source;
  }
}

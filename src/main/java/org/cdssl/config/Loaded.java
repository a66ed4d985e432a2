package org.cdssl.config;

import java.nio.file.Path;
import java.util.Map;

/// A configuration that was read and found sound.
///
/// @param config the values
/// @param effectiveYaml every key with its value, to be kept as `config.yaml` of the run; it loads
///   again from any folder and gives the same values
/// @param base folder that relative paths of the file start from
/// @param places where each dotted key was written, `file:line`, for messages of later checks
public record Loaded<T extends Record>(
    T config, String effectiveYaml, Path base, Map<String, String> places) {

  /// `file:line: key`, for a message about a key.
  public String where(String key) {
    return places.containsKey(key) ? places.get(key) + ": " + key : key;
  }
}

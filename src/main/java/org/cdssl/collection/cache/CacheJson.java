package org.cdssl.collection.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.cdssl.CdsslException;
import org.cdssl.storage.AtomicFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/// The JSON files of a cache: written whole or not at all, read strictly.
final class CacheJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private CacheJson() {}

  /// Leaves a file alone that says the same already.
  static void write(Path file, Object value) throws IOException {
    write(file, (pretty(value) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  static void write(Path file, byte[] text) throws IOException {
    if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), text)) {
      AtomicFile.stream(file, out -> out.write(text));
    }
  }

  static String pretty(Object value) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
  }

  static String line(Object value) {
    return JSON.writeValueAsString(value);
  }

  /// @throws CdsslException (USAGE) that names the file and the place in it
  static <T> T read(Path file, Class<T> type) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      return JSON.readValue(bytes, type);
    } catch (JacksonException e) {
      String line = e.getOriginalMessage().lines().findFirst().orElse("");
      String place = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      throw new CdsslException(CdsslException.Kind.USAGE, file + place + ": " + line, e);
    }
  }

  /// @throws JacksonException where the bytes are not that
  static <T> T parse(byte[] bytes, Class<T> type) {
    return JSON.readValue(bytes, type);
  }
}

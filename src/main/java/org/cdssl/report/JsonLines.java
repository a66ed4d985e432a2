package org.cdssl.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads JSON and JSON-lines files the way a report must: a killed run leaves a line half written,
/// and that is no reason to show nothing.
final class JsonLines {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private JsonLines() {}

  /// Gives each line that is a JSON object to `sink`, in order.
  ///
  /// @return how many lines were left out because they are not
  static int read(Path file, Consumer<JsonNode> sink) throws IOException {
    int broken = 0;
    // a stream reader replaces malformed bytes, where Files.newBufferedReader would throw
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isBlank()) {
          continue;
        }
        JsonNode node = parse(line);
        if (node != null && node.isObject()) {
          sink.accept(node);
        } else {
          broken++;
        }
      }
    }
    return broken;
  }

  /// A whole file as one JSON value; null where there is none or it is no JSON.
  static JsonNode readOrNull(Path file) throws IOException {
    return Files.isRegularFile(file)
        ? parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
        : null;
  }

  private static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException _) {
      return null;
    }
  }

  /// Whether a value is a number, or what JSON writers put in place of one that is not finite.
  static boolean isNumber(JsonNode node) {
    return node.isNumber()
        || (node.isString()
            && switch (node.stringValue()) {
              case "NaN", "Infinity", "-Infinity" -> true;
              default -> false;
            });
  }

  /// The number under `key`; NaN where there is none.
  static double number(JsonNode object, String key) {
    JsonNode node = object.path(key);
    return node.isNumber() ? node.doubleValue() : Double.NaN;
  }

  /// The text under `key`, numbers and truth values written out; empty where there is none.
  static String text(JsonNode object, String key) {
    return object.path(key).asString("");
  }
}

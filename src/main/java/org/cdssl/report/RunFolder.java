package org.cdssl.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cdssl.CdsslException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// What a run folder holds, read once. A part that is missing is empty.
///
/// @param name of the folder
/// @param metrics `metrics.jsonl`
/// @param timing `timing.jsonl`: `seconds`, `samplesPerSecond`, `waitShare` by step
/// @param pools `data.json`: the images of each dimension
/// @param badFiles `data.json`: files that could not be read and were left out
/// @param result `result.json` of a fine-tuning or evaluation; missing node where there is none
/// @param curves `curves.json`: ROC and precision-recall curves
/// @param embedding `embedding.json`: features of images as points in the plane
/// @param pictures `pictures/*.png`
/// @param config text of `config.yaml`, empty where there is none
/// @param provenance `provenance.json`, nested keys joined by dots
record RunFolder(
    String name,
    Metrics metrics,
    StepTable timing,
    List<Pool> pools,
    List<BadFile> badFiles,
    JsonNode result,
    JsonNode curves,
    JsonNode embedding,
    List<Picture> pictures,
    String config,
    Map<String, String> provenance) {

  /// @param dimension `2d` or `3d`
  /// @param images that were found, among them the held-out ones
  record Pool(String dimension, double images, double subjects, double heldOut, double bad) {}

  record BadFile(String file, String reason) {}

  static RunFolder read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw CdsslException.data(folder + ": no such run folder; give the folder that --out named");
    }
    Path config = folder.resolve("config.yaml");
    Path metrics = folder.resolve("metrics.jsonl");
    Path result = folder.resolve("result.json");
    if (!Files.isRegularFile(config)
        && !Files.isRegularFile(metrics)
        && !Files.isRegularFile(result)) {
      throw CdsslException.data(
          folder
              + ": not a run folder, it has neither config.yaml nor metrics.jsonl nor result.json");
    }
    JsonNode data = JsonLines.readOrNull(folder.resolve("data.json"));
    JsonNode provenance = JsonLines.readOrNull(folder.resolve("provenance.json"));
    Map<String, String> flat = new LinkedHashMap<>();
    if (provenance != null) {
      flatten("", provenance, flat);
    }
    Path absolute = folder.toAbsolutePath().normalize().getFileName();
    return new RunFolder(
        absolute == null ? "run" : absolute.toString(),
        Metrics.read(metrics),
        timing(folder.resolve("timing.jsonl")),
        pools(data),
        badFiles(data),
        orMissing(result),
        orMissing(folder.resolve("curves.json")),
        orMissing(folder.resolve("embedding.json")),
        Picture.readAll(folder.resolve("pictures")),
        Files.isRegularFile(config)
            ? new String(Files.readAllBytes(config), StandardCharsets.UTF_8)
            : "",
        flat);
  }

  /// Images that could not be read, over all pools.
  double leftOut() {
    double bad = pools.stream().mapToDouble(Pool::bad).filter(Double::isFinite).sum();
    return Math.max(bad, badFiles.size());
  }

  private static JsonNode orMissing(Path file) throws IOException {
    JsonNode node = JsonLines.readOrNull(file);
    return node == null ? MissingNode.getInstance() : node;
  }

  static StepTable timing(Path file) throws IOException {
    StepTable timing = new StepTable();
    if (Files.isRegularFile(file)) {
      JsonLines.read(
          file,
          line -> {
            double step = JsonLines.number(line, "step");
            if (!Double.isNaN(step)) {
              Map<String, Double> row = new LinkedHashMap<>();
              for (String name : List.of("seconds", "samplesPerSecond", "waitShare")) {
                row.put(name, JsonLines.number(line, name));
              }
              timing.add(step, row);
            }
          });
    }
    return timing;
  }

  private static List<Pool> pools(JsonNode data) {
    List<Pool> pools = new ArrayList<>();
    if (data != null) {
      for (JsonNode pool : data.path("pools")) {
        pools.add(
            new Pool(
                JsonLines.text(pool, "dimension"),
                JsonLines.number(pool, "images"),
                JsonLines.number(pool, "subjects"),
                JsonLines.number(pool, "heldOut"),
                JsonLines.number(pool, "bad")));
      }
    }
    return pools;
  }

  private static List<BadFile> badFiles(JsonNode data) {
    List<BadFile> files = new ArrayList<>();
    if (data != null) {
      for (JsonNode bad : data.path("bad")) {
        files.add(new BadFile(JsonLines.text(bad, "file"), JsonLines.text(bad, "reason")));
      }
    }
    return files;
  }

  private static void flatten(String prefix, JsonNode node, Map<String, String> flat) {
    if (node.isObject()) {
      node.properties()
          .forEach(field ->
              flatten(
                  prefix.isEmpty() ? field.getKey() : prefix + "." + field.getKey(),
                  field.getValue(),
                  flat));
    } else if (node.isArray()) {
      List<String> items = new ArrayList<>();
      node.forEach(item -> items.add(item.isValueNode() ? item.asString("") : item.toString()));
      flat.put(prefix, String.join(", ", items));
    } else {
      flat.put(prefix, node.asString(""));
    }
  }
}

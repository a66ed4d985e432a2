package org.cdssl.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// What `metrics.jsonl` of a pre-training run says.
///
/// @param steps a row an optimiser step: `loss`, its parts, `lr`, `gradNorm`, `count2d` …
/// @param heldOut a row a scoring of the held-out images: `restore`, `restore2d`, `restore3d` …
/// @param validation a row a judgement of the validation part of fine-tuning: `loss`, `auc` …
/// @param probe a row a probe of the encoder: `linearAuc`, `linearLow`, `neighboursAuc` …
/// @param probeTask what the probe looks at; empty where there is none
/// @param collapse by name of the embeddings, `encoder` or a level: `std`, `meanCosine`,
///   `threshold`, `warn` (1 or 0)
/// @param events what the guards saw, in order
/// @param brokenLines lines that are no JSON object
record Metrics(
    StepTable steps,
    StepTable heldOut,
    StepTable validation,
    StepTable probe,
    String probeTask,
    Map<String, StepTable> collapse,
    List<Event> events,
    int brokenLines) {

  /// A guard's message.
  record Event(double step, String kind, String message) {}

  /// Fields of a step line that are not parts of the loss. All others are, whatever the pretext
  /// method calls them.
  private static final Set<String> NO_LOSS_PART =
      Set.of("step", "epoch", "lr", "loss", "beta", "gradNorm", "count2d", "count3d");

  static Metrics read(Path file) throws IOException {
    StepTable steps = new StepTable();
    StepTable heldOut = new StepTable();
    StepTable validation = new StepTable();
    StepTable probe = new StepTable();
    String[] probeTask = {""};
    Map<String, StepTable> collapse = new TreeMap<>();
    // a resumed run may repeat an event; it happened once
    Set<Event> events = new LinkedHashSet<>();
    int broken = 0;
    if (Files.isRegularFile(file)) {
      broken =
          JsonLines.read(
              file,
              line -> {
                double step = JsonLines.number(line, "step");
                switch (JsonLines.text(line, "type")) {
                  case "step" -> addRow(steps, step, line);
                  case "heldOut" -> addRow(heldOut, step, line);
                  case "validation" -> addRow(validation, step, line);
                  case "probe" -> {
                    addRow(probe, step, line);
                    probeTask[0] = JsonLines.text(line, "task");
                  }
                  case "collapse" -> addLevels(collapse, step, line);
                  case "event" ->
                      events.add(
                          new Event(
                              step, JsonLines.text(line, "kind"), JsonLines.text(line, "message")));
                  default -> {
                    // lines of later versions
                  }
                }
              });
    }
    return new Metrics(
        steps, heldOut, validation, probe, probeTask[0], collapse, List.copyOf(events), broken);
  }

  /// Names of the parts of the loss, as the pretext method calls them.
  List<String> lossParts() {
    return steps.names().stream().filter(n -> !NO_LOSS_PART.contains(n)).toList();
  }

  /// How many levels were below their threshold at least once.
  long collapseWarnings() {
    return collapse.values().stream().filter(t -> t.sum("warn") > 0).count();
  }

  long events(String kind) {
    return events.stream().filter(e -> e.kind().equals(kind)).count();
  }

  private static void addRow(StepTable table, double step, JsonNode line) {
    if (Double.isNaN(step)) {
      return;
    }
    Map<String, Double> row = new java.util.LinkedHashMap<>();
    line.properties()
        .forEach(field -> {
          if (JsonLines.isNumber(field.getValue()) && !field.getKey().equals("step")) {
            row.put(field.getKey(), JsonLines.number(line, field.getKey()));
          }
        });
    table.add(step, row);
  }

  private static void addLevels(Map<String, StepTable> collapse, double step, JsonNode line) {
    List<JsonNode> levels = new ArrayList<>();
    line.path("levels").forEach(levels::add);
    for (JsonNode level : levels) {
      String name = JsonLines.text(level, "level");
      if (name.isEmpty() || Double.isNaN(step)) {
        continue;
      }
      Map<String, Double> row = new HashMap<>();
      for (String value : List.of("std", "meanCosine", "threshold")) {
        row.put(value, JsonLines.number(level, value));
      }
      row.put("warn", level.path("warn").asBoolean(false) ? 1.0 : 0.0);
      collapse.computeIfAbsent(name, _ -> new StepTable()).add(step, row);
    }
  }
}

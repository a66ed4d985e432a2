package org.cdssl.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.cdssl.config.GridTaskConfig.GridMetric;
import org.cdssl.transfer.metric.Estimate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a finished cell has in `result.json`.
///
/// @param kind `classes`, `findings` or `segmentation`
/// @param estimate the figure that the table shows, with its interval over subjects
record CellResult(String kind, GridMetric metric, Estimate estimate) {
  static CellResult read(Path folder, GridMetric wanted) throws IOException {
    JsonNode json = JsonMapper.shared().readTree(Files.readString(folder.resolve("result.json")));
    String kind = json.path("kind").asString("");
    boolean segmentation = kind.equals("segmentation");
    GridMetric metric =
        wanted != GridMetric.AUTO ? wanted : segmentation ? GridMetric.DICE : GridMetric.AUC;
    JsonNode node =
        segmentation
            ? metric == GridMetric.DICE ? json : json.path("none")
            : json.path("metrics").path(metric.name().toLowerCase(Locale.ROOT));
    return new CellResult(
        kind,
        metric,
        new Estimate(
            node.path("value").asDouble(Double.NaN),
            node.path("low").asDouble(Double.NaN),
            node.path("high").asDouble(Double.NaN),
            node.path("n").asInt(0)));
  }
}

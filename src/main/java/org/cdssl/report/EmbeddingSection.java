package org.cdssl.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Features of images as points in the plane, a colour a class. `embedding.json` holds `method`,
/// `explained` (share of the variance of each axis) and `points` of `x`, `y`, `label`.
final class EmbeddingSection {
  private static final int COLOURS = 6;

  private EmbeddingSection() {}

  static Section of(RunFolder run) {
    JsonNode embedding = run.embedding();
    Map<String, List<double[]>> byLabel = new LinkedHashMap<>();
    for (JsonNode point : embedding.path("points")) {
      double x = JsonLines.number(point, "x");
      double y = JsonLines.number(point, "y");
      if (Double.isFinite(x) && Double.isFinite(y)) {
        byLabel
            .computeIfAbsent(JsonLines.text(point, "label"), _ -> new ArrayList<>())
            .add(new double[] {x, y});
      }
    }
    if (byLabel.isEmpty()) {
      return new Section("embedding", "Map of the features", "");
    }
    List<Series> series = new ArrayList<>();
    for (Map.Entry<String, List<double[]>> label : byLabel.entrySet()) {
      series.add(
          Series.of(
              label.getKey().isEmpty() ? "no label" : label.getKey(),
              label.getValue().stream().mapToDouble(p -> p[0]).toArray(),
              label.getValue().stream().mapToDouble(p -> p[1]).toArray(),
              Series.Style.DOTS,
              series.size() % COLOURS));
    }
    double[] explained = ResultSections.numbers(embedding.path("explained"));
    String caption =
        "Each point is the frozen feature of an image, projected onto the two directions of most"
            + " variance (PCA)"
            + (explained.length == 2
                ? ", which hold "
                    + Numbers.fixed(100 * explained[0], 1)
                    + " % and "
                    + Numbers.fixed(100 * explained[1], 1)
                    + " % of it"
                : "")
            + ". Classes that mix here can still be told apart in more dimensions.";
    LineChart chart =
        LineChart.linear(
            "Features", "first component (no unit)", "second component (no unit)", caption, series);
    return new Section("embedding", "Map of the features", CurvesSection.grid(List.of(chart)));
  }
}

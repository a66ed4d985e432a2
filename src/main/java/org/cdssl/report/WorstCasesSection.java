package org.cdssl.report;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The images that a classifier is most wrong about, worst first, with pictures where the run has
/// some: `pictures/case-NN.png` belongs to the case of that rank, counted from 1.
final class WorstCasesSection {
  static final String PREFIX = "case-";

  private WorstCasesSection() {}

  static Section of(RunFolder run) throws IOException {
    JsonNode worst = run.result().path("worst");
    if (worst.isEmpty()) {
      return new Section("worst", "Worst cases", "");
    }
    Map<Integer, Picture> pictures = new HashMap<>();
    for (Picture picture : run.pictures()) {
      if (picture.name().matches(PREFIX + "[0-9]{1,4}")) {
        pictures.put(Integer.parseInt(picture.name().substring(PREFIX.length())), picture);
      }
    }
    Table table =
        new Table(
            "Images whose truth was given the least probability.",
            "Rank",
            "Image",
            "Truth",
            "Called",
            "Probability of the truth");
    StringBuilder shown = new StringBuilder();
    int rank = 0;
    for (JsonNode c : worst) {
      rank++;
      boolean present = c.path("present").asBoolean(true);
      table.row(
          Integer.toString(rank),
          JsonLines.text(c, "id"),
          (present ? "" : "no ") + JsonLines.text(c, "class"),
          JsonLines.text(c, "called"),
          Numbers.text(JsonLines.number(c, "probabilityOfTruth")));
      if (pictures.containsKey(rank)) {
        shown.append(pictures.get(rank).html());
      }
    }
    String grid = shown.isEmpty() ? "" : "<div class=\"pictures\">\n" + shown + "</div>\n";
    return new Section("worst", "Worst cases", grid + table.html());
  }
}

package org.cdssl.report;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What `result.json` and `curves.json` say of a classifier. All figures were computed when the
/// files were written; here they are only laid out.
final class ResultSections {
  private static final List<String> KEYS = List.of("auc", "acc", "ap", "sensitivityAt90", "ece");
  private static final List<String> NAMES =
      List.of("AUC", "ACC", "AP", "Sensitivity at 90 % specificity", "ECE");

  /// More curves than colours would need a legend nobody reads.
  private static final int MOST_CURVES = 6;

  private ResultSections() {}

  private static boolean classifier(RunFolder run) {
    return run.result().path("metrics").has("auc");
  }

  /// The headline, or nothing.
  static String sentence(RunFolder run) {
    JsonNode result = run.result();
    if (!classifier(run)) {
      return "";
    }
    boolean several = result.path("classes").size() > 1;
    String part = JsonLines.text(result, "part");
    return "On the "
        + (part.isEmpty() ? "" : part + " part, ")
        + Numbers.count(JsonLines.number(result, "rows"))
        + " images of "
        + Numbers.count(JsonLines.number(result, "subjects"))
        + " subjects, the "
        + (several ? "mean " : "")
        + "AUC is "
        + estimate(result.path("metrics").path("auc"))
        + " (95 % interval over subjects). ";
  }

  /// `0.912 [0.871, 0.944]`
  static String estimate(JsonNode node) {
    double value = JsonLines.number(node, "value");
    double low = JsonLines.number(node, "low");
    if (Double.isNaN(value)) {
      return "–";
    }
    String text = Numbers.fixed(value, 3);
    return Double.isNaN(low)
        ? text
        : text
            + "\u00a0["
            + Numbers.fixed(low, 3)
            + ",\u00a0"
            + Numbers.fixed(JsonLines.number(node, "high"), 3)
            + "]";
  }

  static Section metrics(RunFolder run) {
    JsonNode result = run.result();
    if (!classifier(run)) {
      return new Section("metrics", "Metrics", "");
    }
    List<String> head = new ArrayList<>(List.of("Class", "Positive rows"));
    head.addAll(NAMES);
    Table table =
        new Table(
            "Value and 95 % interval (bootstrap over subjects). Means leave out classes that have"
                + " only positives or only negatives: "
                + Numbers.count(JsonLines.number(result, "skippedClasses"))
                + " here. ECE is better the smaller it is, all others the larger.",
            head.toArray(String[]::new));
    boolean several = result.path("classes").size() > 1;
    for (JsonNode c : result.path("classes")) {
      String of =
          Numbers.count(JsonLines.number(c, "positives"))
              + " of "
              + Numbers.count(JsonLines.number(c, "rows"));
      table.row(row(JsonLines.text(c, "name"), of, c));
    }
    if (several) {
      table.row(row("All", "", result.path("metrics")));
    }
    return new Section("metrics", "Metrics", table.html());
  }

  private static String[] row(String name, String of, JsonNode metrics) {
    List<String> cells = new ArrayList<>(List.of(name, of));
    KEYS.forEach(key -> cells.add(estimate(metrics.path(key))));
    return cells.toArray(String[]::new);
  }

  static Section curves(RunFolder run) {
    List<LineChart> charts = new ArrayList<>();
    JsonNode curves = run.curves();
    if (curves.path("roc").size() > 0) {
      charts.add(
          chart(
              curves,
              "roc",
              "ROC",
              "false-positive rate (1 − specificity)",
              "true-positive rate (sensitivity)"));
      charts.add(
          chart(
              curves,
              "precisionRecall",
              "Precision and recall",
              "recall (sensitivity)",
              "precision"));
    }
    return new Section("curves", "ROC and precision-recall curves", CurvesSection.grid(charts));
  }

  private static LineChart chart(
      JsonNode curves, String key, String title, String xLabel, String yLabel) {
    List<Series> series = new ArrayList<>();
    List<Band> bands = new ArrayList<>();
    JsonNode all = curves.path(key);
    JsonNode band = curves.path(key + "Band");
    double[] bandX = numbers(band.path("x"));
    bands.add(new Band(bandX, numbers(band.path("low")), numbers(band.path("high")), 0));
    boolean one = all.size() == 1;
    if (!one) {
      series.add(
          Series.of("mean of " + all.size(), bandX, numbers(band.path("y")), Series.Style.LINE, 0));
    }
    int colour = one ? 0 : 1;
    for (int i = 0; i < Math.min(all.size(), one ? 1 : MOST_CURVES - 1); i++) {
      JsonNode c = all.get(i);
      series.add(
          Series.of(
              JsonLines.text(c, "name"),
              numbers(c.path("x")),
              numbers(c.path("y")),
              one ? Series.Style.LINE : Series.Style.RAW,
              colour++));
    }
    double chance = JsonLines.number(all.get(0), "chance");
    double[] ends = {0, 1};
    series.add(
        key.equals("roc")
            ? Series.of("chance", ends, ends, Series.Style.DASHED, 6)
            : Series.of(
                one ? "chance" : "chance of " + JsonLines.text(all.get(0), "name"),
                ends,
                new double[] {chance, chance},
                Series.Style.DASHED,
                6));
    if (!key.equals("roc")) {
      // keeps the axis at 0 to 1
      series.add(Series.of("", new double[] {0, 0}, ends, Series.Style.INVISIBLE, 6));
    }
    String caption =
        (one ? "The area is" : "Thick: mean over classes at each x; the area is")
            + " the 95 % interval over subjects, at each x by itself."
            + (all.size() >= MOST_CURVES
                ? " Single curves of the first " + (MOST_CURVES - 1) + " classes only."
                : "");
    return LineChart.banded(title, xLabel, yLabel, caption, series, bands);
  }

  static double[] numbers(JsonNode list) {
    double[] out = new double[list.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = list.get(i).isNumber() ? list.get(i).doubleValue() : Double.NaN;
    }
    return out;
  }

  static Section confusion(RunFolder run) {
    JsonNode result = run.result();
    StringBuilder body = new StringBuilder();
    if (result.path("confusion").size() > 0) {
      List<String> names = new ArrayList<>();
      result.path("classNames").forEach(n -> names.add(n.asString("")));
      body.append(
          "<p class=\"note\">Rows are the truth, columns what was called; colour is the share of"
              + " the row. Balanced accuracy ");
      body.append(Numbers.fixed(JsonLines.number(result, "balancedAccuracy"), 3)).append(".</p>\n");
      body.append(matrix(result.path("confusion"), names));
    }
    return new Section("confusion", "Confusion matrix", body.toString());
  }

  private static String matrix(JsonNode matrix, List<String> names) {
    StringBuilder out = new StringBuilder();
    out.append("<div class=\"scroll\" tabindex=\"0\"><table class=\"confusion\"");
    out.append(" aria-label=\"Confusion matrix\">\n<thead><tr><th scope=\"col\">truth</th>");
    names.forEach(
        n -> out.append("<th scope=\"col\">called ").append(Html.escape(n)).append("</th>"));
    out.append("</tr></thead>\n<tbody>\n");
    for (int t = 0; t < matrix.size(); t++) {
      double[] row = numbers(matrix.get(t));
      double sum = 0;
      for (double v : row) {
        sum += v;
      }
      String name = t < names.size() ? names.get(t) : Integer.toString(t);
      out.append("<tr><th scope=\"row\">").append(Html.escape(name)).append("</th>");
      for (int c = 0; c < row.length; c++) {
        double share = sum == 0 ? 0 : row[c] / sum;
        out.append(
            "<td class=\"number %s\" style=\"--share:%s\">%s<br/><small>%s %%</small></td>"
                .formatted(
                    c == t ? "hit" : "miss",
                    Numbers.fixed(share, 3),
                    Numbers.count(row[c]),
                    Numbers.fixed(100 * share, 1)));
      }
      out.append("</tr>\n");
    }
    return out.append("</tbody></table></div>\n").toString();
  }

  static Section calibration(RunFolder run) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    List<Double> rows = new ArrayList<>();
    for (JsonNode bin : run.result().path("calibration")) {
      if (JsonLines.number(bin, "rows") > 0) {
        x.add(JsonLines.number(bin, "meanProbability"));
        y.add(JsonLines.number(bin, "share"));
        rows.add(JsonLines.number(bin, "rows"));
      }
    }
    if (x.isEmpty()) {
      return new Section("calibration", "Calibration", "");
    }
    double[] px = array(x);
    double[] ends = {0, 1};
    List<LineChart> charts =
        List.of(
            LineChart.linear(
                "Reliability",
                "mean predicted probability",
                "share that turned out so",
                "Rows in bins of equal width by probability. On the dashed line probabilities are"
                    + " what they say; below it they promise too much. Expected calibration error "
                    + estimate(run.result().path("metrics").path("ece"))
                    + ".",
                List.of(
                    Series.of("calibrated", ends, ends, Series.Style.DASHED, 6),
                    Series.of("observed", px, array(y), Series.Style.MARKED, 0))),
            LineChart.linear(
                "Rows in each bin",
                "mean predicted probability",
                "rows",
                "How much each point on the left rests on.",
                List.of(
                    Series.of("rows", px, array(rows), Series.Style.MARKED, 2),
                    Series.of("", ends, new double[] {0, 0}, Series.Style.INVISIBLE, 6))));
    return new Section("calibration", "Calibration", CurvesSection.grid(charts));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(v -> v).toArray();
  }
}

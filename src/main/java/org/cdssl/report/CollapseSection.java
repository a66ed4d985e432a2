package org.cdssl.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Whether embeddings of different samples still differ, by where they are taken (P9).
final class CollapseSection {
  private CollapseSection() {}

  static Section of(RunFolder run) {
    Map<String, StepTable> levels = run.metrics().collapse();
    if (levels.isEmpty()) {
      return new Section("collapse", "Collapse statistics", "");
    }
    List<Series> ratios = new ArrayList<>();
    List<Series> cosines = new ArrayList<>();
    Table table =
        new Table(
            "Standard deviation over samples of the normalised embeddings, mean over their"
                + " components; a warning is given below the threshold.",
            "Embeddings",
            "First",
            "Smallest",
            "Last",
            "Threshold",
            "Cosine, last",
            "Warnings");
    int colour = 0;
    for (Map.Entry<String, StepTable> level : levels.entrySet()) {
      StepTable t = level.getValue();
      double[] std = t.column("std");
      double[] threshold = t.column("threshold");
      double[] cosine = t.column("meanCosine");
      double[] ratio = new double[std.length];
      Arrays.setAll(ratio, i -> std[i] / threshold[i]);
      String name = level.getKey();
      ratios.add(Series.of(name, t.steps(), ratio, Series.Style.MARKED, colour));
      cosines.add(Series.of(name, t.steps(), cosine, Series.Style.MARKED, colour));
      colour = (colour + 1) % 6;
      int last = std.length - 1;
      table.row(
          level.getKey(),
          Numbers.text(std[0]),
          Numbers.text(Arrays.stream(std).filter(Double::isFinite).min().orElse(Double.NaN)),
          Numbers.text(std[last]),
          Numbers.text(threshold[last]),
          Numbers.text(cosine[last]),
          Numbers.count(t.sum("warn")));
    }
    double[] steps = levels.values().iterator().next().steps();
    double[] ones = new double[steps.length];
    Arrays.fill(ones, 1);
    List<LineChart> charts = new ArrayList<>();
    if (ratios.stream().anyMatch(Series::drawable)) {
      ratios.add(Series.of("warning threshold", steps, ones, Series.Style.DASHED, 6));
      charts.add(
          LineChart.fitting(
              "Spread of the embeddings",
              "optimiser step",
              "standard deviation ÷ threshold",
              "Below the dashed line at 1 the embeddings of different samples are nearly the same.",
              ratios));
    }
    if (cosines.stream().anyMatch(Series::drawable)) {
      charts.add(
          LineChart.linear(
              "Likeness of different samples",
              "optimiser step",
              "mean cosine (−1 to 1)",
              "Cosine between embeddings of different samples, mean over pairs;"
                  + " 1 means that all point the same way.",
              cosines));
    }
    return new Section(
        "collapse", "Collapse statistics", CurvesSection.grid(charts) + table.html());
  }
}

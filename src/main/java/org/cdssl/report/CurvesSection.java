package org.cdssl.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Curves over the steps: held-out scores, the loss and its parts, learning rate, gradients, speed.
final class CurvesSection {
  private static final String STEP = "optimiser step";

  private CurvesSection() {}

  static Section losses(RunFolder run) {
    StepTable steps = run.metrics().steps();
    List<LineChart> charts = new ArrayList<>();
    addRaw(
        charts,
        steps,
        "loss",
        0,
        "Loss",
        "loss (no unit)",
        "Sum that the optimiser minimises, on the batch of each step.");
    addHeldOut(charts, run.metrics().heldOut());
    int colour = 1;
    for (String part : run.metrics().lossParts()) {
      addRaw(
          charts,
          steps,
          part,
          colour,
          "Loss part: " + part,
          part + " (no unit)",
          "On the batch of each step.");
      colour = colour % 5 + 1;
    }
    return new Section("losses", "Loss curves", grid(charts));
  }

  /// The validation part of fine-tuning.
  static Section validation(RunFolder run) {
    StepTable table = run.metrics().validation();
    List<LineChart> charts = new ArrayList<>();
    List<Series> scores = new ArrayList<>();
    addIfDrawable(scores, table.series("auc", "AUC", Series.Style.MARKED, 0));
    addIfDrawable(scores, table.series("acc", "accuracy", Series.Style.MARKED, 1));
    addIfDrawable(scores, table.series("dice", "mean Dice", Series.Style.MARKED, 2));
    if (!scores.isEmpty()) {
      charts.add(
          LineChart.linear(
              "Validation score",
              STEP,
              "score (0 to 1)",
              "On the validation part, which decides what weights are kept.",
              scores));
    }
    Series loss = table.series("loss", "validation loss", Series.Style.MARKED, 3);
    if (loss.drawable()) {
      charts.add(
          LineChart.fitting(
              "Validation loss",
              STEP,
              "loss (no unit)",
              "Mean over the validation part.",
              List.of(loss)));
    }
    return new Section("validation", "Validation during training", grid(charts));
  }

  /// What the frozen encoder is worth while it is pre-trained.
  static Section probes(RunFolder run) {
    StepTable table = run.metrics().probe();
    List<Series> series = new ArrayList<>();
    List<Band> bands = new ArrayList<>();
    addProbe(series, bands, table, "linear", "linear probe", 0);
    addProbe(series, bands, table, "neighbours", "nearest neighbours", 1);
    if (series.isEmpty()) {
      return new Section("probes", "Probes of the encoder", "");
    }
    double[] steps = table.steps();
    double[] chance = new double[steps.length];
    Arrays.fill(chance, 0.5);
    series.add(Series.of("chance", steps, chance, Series.Style.DASHED, 6));
    double[] subjects = table.column("subjects");
    String caption =
        "Test AUC of classifiers on the frozen features of the same labelled images at every"
            + " look, with 95 % intervals over "
            + Numbers.count(subjects[subjects.length - 1])
            + " subjects. The images are never trained on.";
    LineChart chart = LineChart.banded("Probes", STEP, "AUC (0 to 1)", caption, series, bands);
    return new Section("probes", "Probes of the encoder", grid(List.of(chart)));
  }

  private static void addProbe(
      List<Series> series, List<Band> bands, StepTable table, String key, String name, int colour) {
    Series auc = table.series(key + "Auc", name, Series.Style.MARKED, colour);
    if (auc.drawable()) {
      series.add(auc);
      bands.add(
          new Band(table.steps(), table.column(key + "Low"), table.column(key + "High"), colour));
    }
  }

  static Section optimisation(RunFolder run) {
    StepTable steps = run.metrics().steps();
    List<LineChart> charts = new ArrayList<>();
    Series rate = steps.series("lr", "learning rate", Series.Style.LINE, 0);
    if (rate.drawable()) {
      charts.add(
          LineChart.linear(
              "Learning rate",
              STEP,
              "learning rate (no unit)",
              "Of the optimiser at each step.",
              List.of(rate)));
    }
    addRaw(
        charts,
        steps,
        "gradNorm",
        1,
        "Gradient norm",
        "L2 norm (no unit)",
        "Of all gradients together, at each step.");
    Series beta = steps.series("beta", "beta", Series.Style.LINE, 2);
    if (beta.drawable() && Arrays.stream(beta.y()).distinct().count() > 1) {
      charts.add(
          LineChart.linear(
              "Weight β",
              STEP,
              "β (no unit)",
              "Scheduled weight in the loss at each step.",
              List.of(beta)));
    }
    addRaw(
        charts,
        run.timing(),
        "samplesPerSecond",
        3,
        "Speed",
        "samples a second (1/s)",
        "X-rays and volumes together.");
    addRaw(
        charts,
        run.timing(),
        "waitShare",
        4,
        "Waiting for data",
        "share of the step (0 to 1)",
        "Part of each step's time in which the optimiser waited for its batch.");
    return new Section("optimisation", "Optimisation and speed", grid(charts));
  }

  /// Charts side by side where the screen is wide enough.
  static String grid(List<LineChart> charts) {
    if (charts.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder("<div class=\"charts\">\n");
    charts.forEach(chart -> out.append(chart.html()));
    return out.append("</div>\n").toString();
  }

  /// A window that smooths but keeps the shape: a thirtieth of the run, odd, 5 to 1,001 steps.
  static int smoothingWindow(int rows) {
    return Math.clamp(rows / 30, 5, 1001) | 1;
  }

  private static void addRaw(
      List<LineChart> charts,
      StepTable table,
      String column,
      int colour,
      String title,
      String yLabel,
      String caption) {
    Series raw = table.series(column, "each step", Series.Style.RAW, colour);
    if (!raw.drawable()) {
      return;
    }
    int window = smoothingWindow(table.rows());
    Series smooth = raw.smoothed(window, "mean over " + window + " steps");
    charts.add(
        LineChart.linear(
            title,
            STEP,
            yLabel,
            caption,
            raw.size() > 2 * window ? List.of(raw, smooth) : List.of(asLine(raw))));
  }

  private static Series asLine(Series raw) {
    return Series.of(raw.name(), raw.x(), raw.y(), Series.Style.MARKED, raw.colour());
  }

  private static void addHeldOut(List<LineChart> charts, StepTable heldOut) {
    List<Series> series = new ArrayList<>();
    addIfDrawable(series, heldOut.series("restore2d", "X-rays (2D)", Series.Style.MARKED, 1));
    addIfDrawable(series, heldOut.series("restore3d", "volumes (3D)", Series.Style.MARKED, 2));
    Series all = heldOut.series("restore", "all", Series.Style.MARKED, 0);
    if (series.size() != 1) {
      addIfDrawable(series, all);
    }
    if (!series.isEmpty()) {
      charts.add(
          LineChart.fitting(
              "Restoration of held-out images",
              STEP,
              "mean squared error (intensity²)",
              "Intensities lie in [0, 1]. "
                  + counts(heldOut)
                  + "These images are never trained on.",
              series));
    }
  }

  private static String counts(StepTable heldOut) {
    double[] flat = heldOut.column("images2d");
    double[] deep = heldOut.column("images3d");
    if (flat.length == 0 || Double.isNaN(flat[0]) || Double.isNaN(deep[0])) {
      return "";
    }
    return Numbers.count(flat[0])
        + " X-rays and "
        + Numbers.count(deep[0])
        + " volumes, the same at each score. ";
  }

  private static void addIfDrawable(List<Series> series, Series candidate) {
    if (candidate.drawable()) {
      series.add(candidate);
    }
  }
}

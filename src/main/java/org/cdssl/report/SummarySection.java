package org.cdssl.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The answer in one sentence, then the key figures.
final class SummarySection {
  private SummarySection() {}

  private record Figure(String label, String value, String note) {}

  static Section of(RunFolder run) {
    List<Figure> figures = figures(run);
    StringBuilder body = new StringBuilder();
    String sentence = sentence(run);
    if (!sentence.isEmpty()) {
      body.append("<p class=\"lead\">").append(Html.escape(sentence)).append("</p>\n");
    }
    if (!figures.isEmpty()) {
      body.append("<dl class=\"figures\">\n");
      for (Figure f : figures) {
        body.append(
            "<div><dt>%s</dt><dd><b>%s</b><span>%s</span></dd></div>\n"
                .formatted(Html.escape(f.label), Html.escape(f.value), Html.escape(f.note)));
      }
      body.append("</dl>\n");
    }
    return new Section("summary", "Summary", body.toString());
  }

  /// Mean of the finite ones among the first (or last) `count` values.
  static double meanOf(double[] values, int count, boolean first) {
    int n = Math.min(count, values.length);
    double[] part =
        first
            ? Arrays.copyOf(values, n)
            : Arrays.copyOfRange(values, values.length - n, values.length);
    return Arrays.stream(part).filter(Double::isFinite).average().orElse(Double.NaN);
  }

  private static String sentence(RunFolder run) {
    StepTable steps = run.metrics().steps();
    String result = ResultSections.sentence(run);
    if (steps.isEmpty()) {
      return result;
    }
    boolean tuning = !run.result().isMissingNode() || !run.metrics().validation().isEmpty();
    StringBuilder out = new StringBuilder(result);
    out.append(tuning ? "Training has done " : "Pre-training has done ");
    double last = steps.steps()[steps.rows() - 1];
    out.append(Numbers.count(last)).append(last == 1 ? " step" : " steps");
    double flat = steps.sum("count2d");
    double deep = steps.sum("count3d");
    if (flat + deep > 0 && !tuning) {
      out.append(" on ")
          .append(Numbers.count(flat))
          .append(" X-ray and ")
          .append(Numbers.count(deep))
          .append(" volume samples");
    }
    double seconds = run.timing().sum("seconds");
    if (seconds > 0) {
      out.append(" in ").append(Numbers.duration(seconds));
    }
    out.append(". ");
    double[] restore = heldOut(run);
    if (restore != null) {
      out.append(restoreSentence(restore[0], restore[1]));
    }
    return out.append(warnings(run)).toString();
  }

  private static String restoreSentence(double start, double end) {
    String change =
        end < start
            ? Numbers.text(start / end) + " times lower"
            : end > start ? Numbers.text(end / start) + " times higher" : "unchanged";
    return "The restoration error on held-out images went from "
        + Numbers.text(start)
        + " to "
        + Numbers.text(end)
        + ", "
        + change
        + ". ";
  }

  private static String warnings(RunFolder run) {
    Metrics metrics = run.metrics();
    List<String> parts = new ArrayList<>();
    long collapse = metrics.collapseWarnings();
    if (collapse > 0) {
      parts.add("collapse warnings at " + collapse + (collapse == 1 ? " level" : " levels"));
    }
    int events = metrics.events().size();
    if (events > 0) {
      parts.add(events + (events == 1 ? " event" : " events"));
    }
    double leftOut = run.leftOut();
    if (leftOut > 0) {
      parts.add(Numbers.count(leftOut) + (leftOut == 1 ? " image" : " images") + " left out");
    }
    if (parts.isEmpty()) {
      return "No warnings, no image left out.";
    }
    String all = String.join(", ", parts) + ".";
    return Character.toUpperCase(all.charAt(0)) + all.substring(1);
  }

  private static List<Figure> figures(RunFolder run) {
    Metrics metrics = run.metrics();
    StepTable steps = metrics.steps();
    List<Figure> figures = new ArrayList<>();
    if (!steps.isEmpty()) {
      figures.add(
          new Figure(
              "Steps",
              Numbers.count(steps.steps()[steps.rows() - 1]),
              "optimiser steps in " + epochs(last(steps.column("epoch")))));
      double flat = steps.sum("count2d");
      double deep = steps.sum("count3d");
      if (flat + deep > 0) {
        figures.add(
            new Figure(
                "Samples",
                Numbers.count(flat) + " + " + Numbers.count(deep),
                "X-rays + volumes; "
                    + Numbers.fixed(100 * deep / (flat + deep), 1)
                    + " % volumes"));
      }
      int window = Math.clamp(steps.rows() / 4, 1, 10);
      double[] loss = steps.column("loss");
      String which =
          window == 1 ? "first and last step" : "mean of the first and last " + window + " steps";
      figures.add(
          new Figure(
              "Loss",
              Numbers.text(meanOf(loss, window, true))
                  + " → "
                  + Numbers.text(meanOf(loss, window, false)),
              which));
    }
    double[] restore = heldOut(run);
    if (restore != null) {
      figures.add(
          new Figure(
              "Held-out restoration error",
              Numbers.text(restore[0]) + " → " + Numbers.text(restore[1]),
              "mean squared error, first and last score; start ÷ end = "
                  + Numbers.text(restore[0] / restore[1])));
    }
    addTiming(figures, run);
    addWarnings(figures, run);
    return figures;
  }

  private static void addTiming(List<Figure> figures, RunFolder run) {
    StepTable timing = run.timing();
    double seconds = timing.sum("seconds");
    if (!(seconds > 0)) {
      return;
    }
    double[] each = timing.column("seconds");
    double[] rate = timing.column("samplesPerSecond");
    double[] wait = timing.column("waitShare");
    double samples = 0;
    double waited = 0;
    for (int i = 0; i < each.length; i++) {
      samples += finiteOrZero(each[i] * rate[i]);
      waited += finiteOrZero(each[i] * wait[i]);
    }
    figures.add(
        new Figure(
            "Time in steps",
            Numbers.duration(seconds),
            Numbers.fixed(100 * waited / seconds, 1) + " % of it waiting for data"));
    figures.add(new Figure("Speed", Numbers.text(samples / seconds) + " /s", "samples a second"));
  }

  private static void addWarnings(List<Figure> figures, RunFolder run) {
    Metrics metrics = run.metrics();
    if (!metrics.collapse().isEmpty()
        || !metrics.events().isEmpty()
        || !metrics.steps().isEmpty()) {
      figures.add(
          new Figure(
              "Warnings",
              Numbers.count(metrics.collapseWarnings() + metrics.events().size()),
              metrics.collapseWarnings()
                  + " collapse, "
                  + metrics.events("nonFinite")
                  + " non-finite, "
                  + metrics.events("spike")
                  + " spikes, "
                  + (metrics.events().size()
                      - metrics.events("nonFinite")
                      - metrics.events("spike"))
                  + " other"));
    }
    if (!run.pools().isEmpty() || run.leftOut() > 0) {
      figures.add(new Figure("Images left out", Numbers.count(run.leftOut()), "could not be read"));
    }
  }

  /// First and last score of the held-out images, or null.
  private static double[] heldOut(RunFolder run) {
    double[] finite =
        Arrays.stream(run.metrics().heldOut().column("restore")).filter(Double::isFinite).toArray();
    return finite.length < 2 ? null : new double[] {finite[0], finite[finite.length - 1]};
  }

  /// Epochs are counted from 0.
  private static String epochs(double last) {
    return Double.isNaN(last)
        ? "all"
        : Numbers.count(last + 1) + (last == 0 ? " epoch" : " epochs");
  }

  private static double last(double[] values) {
    return values[values.length - 1];
  }

  private static double finiteOrZero(double value) {
    return Double.isFinite(value) ? value : 0;
  }
}

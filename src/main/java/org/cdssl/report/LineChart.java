package org.cdssl.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A line chart as inline SVG with an HTML legend and a caption.
///
/// Colours come from the page's style sheet, so that the chart follows the light and the dark
/// scheme. The drawing is `WIDTH` by `HEIGHT` units and scales with the page. Ticks lie at round
/// numbers; a logarithmic axis leaves out values that are not above 0; other gaps (NaN) break the
/// line. Hovering a curve shows its value.
final class LineChart {
  static final int WIDTH = 480;
  static final int HEIGHT = 270;
  static final int TOP = 12;
  static final int BOTTOM = 46;
  static final int RIGHT = 14;

  private static final int BINS = 480;
  private static final int HOVER_POINTS = 60;
  private static final double CHARACTER = 8.0;

  private final String title;
  private final String xLabel;
  private final String yLabel;
  private final String caption;
  private final boolean log;
  private final List<Series> series;
  private final List<Band> bands;
  private final Scale x;
  private final Scale y;

  private LineChart(
      String title,
      String xLabel,
      String yLabel,
      String caption,
      boolean log,
      List<Series> all,
      List<Band> bands) {
    this.title = title;
    this.xLabel = xLabel;
    this.yLabel = yLabel;
    this.caption = caption;
    this.log = log;
    this.bands = bands;
    this.series = all.stream().filter(s -> visible(s, log)).toList();
    if (series.isEmpty()) {
      throw new IllegalArgumentException("nothing to draw in chart '" + title + "'");
    }
    double[] xs = range(false);
    double[] ys = range(true);
    double bottom = (double) HEIGHT - BOTTOM;
    y = log ? Scale.log(ys[0], ys[1], bottom, TOP) : Scale.linear(ys[0], ys[1], bottom, TOP, 5);
    // steps are counted from 1; a run shown from its start begins at 0
    double start = xs[0] > 0 && xs[0] <= 0.25 * xs[1] ? 0 : xs[0];
    x = Scale.exact(start, xs[1], left(y), (double) WIDTH - RIGHT, 5);
  }

  /// @param xLabel,yLabel quantity and unit
  /// @param caption what exactly is drawn, plain text
  static LineChart linear(
      String title, String xLabel, String yLabel, String caption, List<Series> series) {
    return new LineChart(title, xLabel, yLabel, caption, false, series, List.of());
  }

  /// The same with intervals behind the curves.
  static LineChart banded(
      String title,
      String xLabel,
      String yLabel,
      String caption,
      List<Series> series,
      List<Band> bands) {
    return new LineChart(title, xLabel, yLabel, caption, false, series, bands);
  }

  /// The same with a logarithmic y axis.
  static LineChart log(
      String title, String xLabel, String yLabel, String caption, List<Series> series) {
    return new LineChart(title, xLabel, yLabel, caption, true, series, List.of());
  }

  /// Logarithmic where every value is above 0 and the largest is at least 10 times the smallest.
  static LineChart fitting(
      String title, String xLabel, String yLabel, String caption, List<Series> series) {
    double min = Double.POSITIVE_INFINITY;
    double max = 0;
    for (Series s : series) {
      for (double v : s.y()) {
        if (Double.isFinite(v)) {
          min = Math.min(min, v);
          max = Math.max(max, v);
        }
      }
    }
    boolean log = min > 0 && max >= 10 * min;
    return new LineChart(title, xLabel, yLabel, caption, log, series, List.of());
  }

  private List<Series> shown() {
    return series.stream().filter(s -> s.style() != Series.Style.INVISIBLE).toList();
  }

  Scale x() {
    return x;
  }

  Scale y() {
    return y;
  }

  /// A `figure` element: drawing, legend (with more than one curve), caption.
  String html() {
    StringBuilder out = new StringBuilder();
    out.append("<figure class=\"chart\">\n<h3>").append(Html.escape(title)).append("</h3>\n");
    out.append(svg());
    if (shown().size() > 1) {
      out.append("<ul class=\"legend\">");
      for (Series s : shown()) {
        out.append("<li><svg class=\"key\" viewBox=\"0 0 24 10\" aria-hidden=\"true\">")
            .append(key(s))
            .append("</svg>")
            .append(Html.escape(s.name()))
            .append("</li>");
      }
      out.append("</ul>\n");
    }
    if (!caption.isEmpty()) {
      out.append("<figcaption>").append(Html.escape(caption)).append("</figcaption>\n");
    }
    return out.append("</figure>\n").toString();
  }

  String svg() {
    StringBuilder out = new StringBuilder();
    out.append("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"".formatted(WIDTH, HEIGHT))
        .append(Html.escape(description()))
        .append("\">\n");
    axes(out);
    for (Band band : bands) {
      area(out, band);
    }
    for (Series s : shown()) {
      if (s.style() == Series.Style.DOTS) {
        dots(out, s);
      } else {
        curve(out, s);
      }
    }
    for (Series s : series) {
      hover(out, s);
    }
    return out.append("</svg>\n").toString();
  }

  private static String key(Series s) {
    if (s.style() == Series.Style.DOTS) {
      return "<circle class=\"spot b%d\" cx=\"12\" cy=\"5\" r=\"3.2\"/>".formatted(s.colour());
    }
    return "<path class=\"%s\" d=\"M1 5H23\"/>".formatted(classes(s))
        + (s.style() == Series.Style.MARKED ? dot(s, 12, 5) : "");
  }

  private String description() {
    List<String> parts = new ArrayList<>();
    for (Series s : shown()) {
      double first = Double.NaN;
      double last = Double.NaN;
      for (double v : s.y()) {
        if (Double.isFinite(v)) {
          first = Double.isNaN(first) ? v : first;
          last = v;
        }
      }
      parts.add(s.name() + " from " + Numbers.text(first) + " to " + Numbers.text(last));
    }
    return "Line chart, "
        + title
        + ": "
        + yLabel
        + (log ? ", logarithmic axis," : "")
        + " against "
        + xLabel
        + "; "
        + String.join("; ", parts);
  }

  private void axes(StringBuilder out) {
    double left = x.from();
    double right = x.to();
    double bottom = y.from();
    for (Scale.Tick tick : y.ticks()) {
      String at = coordinate(y.at(tick.value()));
      out.append(
          "<path class=\"%s\" d=\"M%s %sH%s\"/>"
              .formatted(
                  tick.value() == 0 ? "grid zero" : "grid",
                  coordinate(left),
                  at,
                  coordinate(right)));
      out.append(
          "<text class=\"tick\" text-anchor=\"end\" x=\"%s\" y=\"%s\" dy=\"0.35em\">%s</text>\n"
              .formatted(coordinate(left - 6), at, Html.escape(tick.label())));
    }
    out.append(
        "<path class=\"axis\" d=\"M%s %sH%s\"/>\n"
            .formatted(coordinate(left), coordinate(bottom), coordinate(right)));
    for (Scale.Tick tick : x.ticks()) {
      String at = coordinate(x.at(tick.value()));
      out.append("<path class=\"axis\" d=\"M%s %sv4\"/>".formatted(at, coordinate(bottom)));
      out.append(
          "<text class=\"tick\" text-anchor=\"middle\" x=\"%s\" y=\"%s\">%s</text>\n"
              .formatted(at, coordinate(bottom + 18), Html.escape(tick.label())));
    }
    out.append(
        "<text class=\"label\" text-anchor=\"middle\" x=\"%s\" y=\"%d\">%s</text>\n"
            .formatted(coordinate((left + right) / 2), HEIGHT - 8, Html.escape(xLabel)));
    String middle = coordinate((y.from() + y.to()) / 2);
    out.append(
        "<text class=\"label\" text-anchor=\"middle\" transform=\"translate(13 %s) rotate(-90)\">%s</text>\n"
            .formatted(middle, Html.escape(yLabel)));
  }

  private void curve(StringBuilder out, Series s) {
    Series thin = s.thinned(BINS);
    out.append("<path class=\"").append(classes(s)).append("\" d=\"");
    boolean open = false;
    boolean moved = false;
    for (int i = 0; i < thin.size(); i++) {
      double px = x.at(thin.x()[i]);
      double py = y.at(thin.y()[i]);
      if (Double.isNaN(px) || Double.isNaN(py)) {
        // a value between two gaps still shows, as a dot
        out.append(open && !moved ? "h0" : "");
        open = false;
        continue;
      }
      out.append(open ? 'L' : 'M').append(coordinate(px)).append(' ').append(coordinate(py));
      moved = open;
      open = true;
    }
    out.append(open && !moved ? "h0" : "").append("\"/>\n");
    if (s.style() == Series.Style.MARKED && s.size() <= BINS) {
      for (int i = 0; i < s.size(); i++) {
        double px = x.at(s.x()[i]);
        double py = y.at(s.y()[i]);
        if (!Double.isNaN(px) && !Double.isNaN(py)) {
          out.append(dot(s, px, py));
        }
      }
      out.append('\n');
    }
  }

  /// Runs of finite ends as closed areas.
  private void area(StringBuilder out, Band band) {
    StringBuilder path = new StringBuilder();
    int from = 0;
    for (int i = 0; i <= band.x().length; i++) {
      if (i == band.x().length || Double.isNaN(y.at(band.low()[i]) + y.at(band.high()[i]))) {
        for (int k = from; k < i; k++) {
          path.append(k == from ? 'M' : 'L').append(point(band.x()[k], band.low()[k]));
        }
        for (int k = i - 1; k >= from; k--) {
          path.append('L').append(point(band.x()[k], band.high()[k]));
        }
        path.append(i > from ? "Z" : "");
        from = i + 1;
      }
    }
    if (!path.isEmpty()) {
      out.append("<path class=\"band b%d\" d=\"%s\"/>\n".formatted(band.colour(), path));
    }
  }

  private String point(double px, double py) {
    return coordinate(x.at(px)) + " " + coordinate(y.at(py));
  }

  private void dots(StringBuilder out, Series s) {
    for (int i = 0; i < s.size(); i++) {
      double px = x.at(s.x()[i]);
      double py = y.at(s.y()[i]);
      if (!Double.isNaN(px) && !Double.isNaN(py)) {
        out.append(
            "<circle class=\"spot b%d\" cx=\"%s\" cy=\"%s\" r=\"3.2\"/>"
                .formatted(s.colour(), coordinate(px), coordinate(py)));
      }
    }
    out.append('\n');
  }

  private void hover(StringBuilder out, Series s) {
    if (s.style() != Series.Style.LINE && s.style() != Series.Style.MARKED) {
      return;
    }
    int stride = Math.max(1, (s.size() + HOVER_POINTS - 1) / HOVER_POINTS);
    for (int i = (s.size() - 1) % stride; i < s.size(); i += stride) {
      double px = x.at(s.x()[i]);
      double py = y.at(s.y()[i]);
      if (!Double.isNaN(px) && !Double.isNaN(py)) {
        out.append(
            "<circle class=\"hover s%d\" cx=\"%s\" cy=\"%s\" r=\"6\"><title>%s</title></circle>"
                .formatted(
                    s.colour(),
                    coordinate(px),
                    coordinate(py),
                    Html.escape(
                        s.name()
                            + ", "
                            + xLabel
                            + " "
                            + place(s.x()[i])
                            + ": "
                            + Numbers.text(s.y()[i]))));
      }
    }
    out.append('\n');
  }

  private static String place(double value) {
    return value == Math.rint(value) ? Numbers.count(value) : Numbers.text(value);
  }

  private static String dot(Series s, double px, double py) {
    return "<circle class=\"dot s%d\" cx=\"%s\" cy=\"%s\" r=\"3\"/>"
        .formatted(s.colour(), coordinate(px), coordinate(py));
  }

  private static String classes(Series s) {
    return "line " + s.style().name().toLowerCase(Locale.ROOT) + " s" + s.colour();
  }

  private static boolean visible(Series s, boolean log) {
    for (double v : s.y()) {
      if (Double.isFinite(v) && (!log || v > 0)) {
        return true;
      }
    }
    return false;
  }

  private double[] range(boolean ofY) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (Series s : series) {
      for (double v : ofY ? s.y() : s.x()) {
        if (Double.isFinite(v) && (!ofY || !log || v > 0)) {
          min = Math.min(min, v);
          max = Math.max(max, v);
        }
      }
    }
    for (Band band : bands) {
      for (double[] ends : ofY ? List.of(band.low(), band.high()) : List.of(band.x())) {
        for (double v : ends) {
          if (Double.isFinite(v)) {
            min = Math.min(min, v);
            max = Math.max(max, v);
          }
        }
      }
    }
    return new double[] {min, max};
  }

  /// Room for the widest label of the y axis and the axis' name.
  private static double left(Scale y) {
    int widest = y.ticks().stream().mapToInt(t -> t.label().length()).max().orElse(1);
    return 28 + widest * CHARACTER;
  }

  private static String coordinate(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}

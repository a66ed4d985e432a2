package org.cdssl.report;

import java.util.List;
import java.util.Locale;

/// Horizontal bars with intervals as inline SVG, one group a name. The axis begins where the
/// caption says, so that a bar is as long as what lies above it.
final class BarChart {
  private static final int WIDTH = 480;
  private static final int BAR = 13;
  private static final int GAP = 9;
  private static final int TOP = 8;
  private static final int BOTTOM = 42;
  private static final int RIGHT = 16;
  private static final double CHARACTER = 6.6;
  private static final int LONGEST = 30;

  /// @param value end of the bar; NaN: no bar
  /// @param low,high ends of the interval; NaN: none
  /// @param colour index into the page's palette
  record Bar(double value, double low, double high, int colour, String hover) {}

  /// @param name at the left
  record Group(String name, List<Bar> bars) {}

  private final String title;
  private final String xLabel;
  private final String caption;
  private final List<String> legend;
  private final List<Group> groups;
  private final Scale x;
  private final double left;

  /// @param legend what each bar of a group is, in their order
  /// @param floor where bars begin
  BarChart(
      String title,
      String xLabel,
      String caption,
      List<String> legend,
      List<Group> groups,
      double floor) {
    this.title = title;
    this.xLabel = xLabel;
    this.caption = caption;
    this.legend = legend;
    this.groups = groups;
    double most = floor;
    double least = floor;
    int longest = 0;
    for (Group group : groups) {
      longest = Math.max(longest, Math.min(LONGEST, group.name().length()));
      for (Bar bar : group.bars()) {
        most = Math.max(most, Double.isNaN(bar.high()) ? finite(bar.value(), floor) : bar.high());
        least = Math.min(least, Double.isNaN(bar.low()) ? finite(bar.value(), floor) : bar.low());
      }
    }
    left = 12 + longest * CHARACTER;
    x = Scale.exact(least, most > least ? most : least + 1, left, (double) WIDTH - RIGHT, 5);
    this.floor = floor;
  }

  private final double floor;

  private static double finite(double value, double otherwise) {
    return Double.isFinite(value) ? value : otherwise;
  }

  String html() {
    StringBuilder out = new StringBuilder();
    out.append("<figure class=\"chart\">\n<h3>").append(Html.escape(title)).append("</h3>\n");
    out.append(svg());
    if (legend.size() > 1) {
      out.append("<ul class=\"legend\">");
      for (int i = 0; i < legend.size(); i++) {
        out.append(
            "<li><svg class=\"key\" viewBox=\"0 0 24 10\" aria-hidden=\"true\"><path class=\"bar b%d\" d=\"M1 1H23V9H1Z\"/></svg>%s</li>"
                .formatted(i, Html.escape(legend.get(i))));
      }
      out.append("</ul>\n");
    }
    return out.append("<figcaption>")
        .append(Html.escape(caption))
        .append("</figcaption>\n</figure>\n")
        .toString();
  }

  private String svg() {
    int rows = groups.stream().mapToInt(g -> g.bars().size()).sum();
    double bottom = TOP + rows * BAR + groups.size() * GAP;
    StringBuilder out = new StringBuilder();
    out.append(
            "<svg viewBox=\"0 0 %d %s\" role=\"img\" aria-label=\""
                .formatted(WIDTH, at(bottom + BOTTOM)))
        .append(Html.escape("Bars, " + title + ": " + xLabel))
        .append("\">\n");
    for (Scale.Tick tick : x.ticks()) {
      String place = at(x.at(tick.value()));
      out.append("<path class=\"grid\" d=\"M%s %dV%s\"/>".formatted(place, TOP, at(bottom)));
      out.append(
          "<text class=\"tick\" text-anchor=\"middle\" x=\"%s\" y=\"%s\">%s</text>\n"
              .formatted(place, at(bottom + 16), Html.escape(tick.label())));
    }
    double y = TOP;
    for (Group group : groups) {
      double middle = y + GAP / 2.0 + group.bars().size() * BAR / 2.0;
      out.append(
          "<text class=\"tick\" text-anchor=\"end\" x=\"%s\" y=\"%s\" dy=\"0.35em\">%s</text>\n"
              .formatted(at(left - 6), at(middle), Html.escape(shortened(group.name()))));
      y += GAP / 2.0;
      for (Bar bar : group.bars()) {
        bar(out, bar, y);
        y += BAR;
      }
      y += GAP / 2.0;
    }
    out.append(
        "<path class=\"axis\" d=\"M%s %dV%s\"/>\n".formatted(at(x.at(floor)), TOP, at(bottom)));
    out.append(
        "<text class=\"label\" text-anchor=\"middle\" x=\"%s\" y=\"%s\">%s</text>\n"
            .formatted(at((left + WIDTH - RIGHT) / 2), at(bottom + 36), Html.escape(xLabel)));
    return out.append("</svg>\n").toString();
  }

  private void bar(StringBuilder out, Bar bar, double y) {
    if (!Double.isFinite(bar.value())) {
      return;
    }
    out.append(
        "<path class=\"bar b%d\" d=\"M%s %sH%sv%dH%sZ\"><title>%s</title></path>"
            .formatted(
                bar.colour(),
                at(x.at(floor)),
                at(y + 1),
                at(x.at(bar.value())),
                BAR - 2,
                at(x.at(floor)),
                Html.escape(bar.hover())));
    if (Double.isFinite(bar.low()) && Double.isFinite(bar.high())) {
      out.append(
          "<path class=\"whisker\" d=\"M%s %sH%sM%s %sv6M%s %sv6\"/>\n"
              .formatted(
                  at(x.at(bar.low())),
                  at(y + BAR / 2.0),
                  at(x.at(bar.high())),
                  at(x.at(bar.low())),
                  at(y + BAR / 2.0 - 3),
                  at(x.at(bar.high())),
                  at(y + BAR / 2.0 - 3)));
    }
  }

  private static String shortened(String name) {
    return name.length() <= LONGEST ? name : name.substring(0, LONGEST - 1) + "…";
  }

  private static String at(double place) {
    return String.format(Locale.ROOT, "%.1f", place);
  }
}

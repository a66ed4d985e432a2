package org.cdssl.report;

import java.util.ArrayList;
import java.util.List;

/// An HTML table of plain text; everything is escaped. Columns of numbers are aligned right.
final class Table {
  private final String caption;
  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();

  /// @param caption what the table holds, shown above it
  Table(String caption, String... head) {
    this.caption = caption;
    this.head = List.of(head);
  }

  void row(String... cells) {
    if (cells.length != head.size()) {
      throw new IllegalArgumentException(
          "a row of " + head.size() + " cells is needed, got " + cells.length);
    }
    rows.add(List.of(cells));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /// A `div` that scrolls by itself on a narrow screen, with the table inside, after its caption.
  String html() {
    StringBuilder out = new StringBuilder();
    // above the table and not a caption element, which would be as wide as a wide table
    if (!caption.isEmpty()) {
      out.append("<p class=\"note\">").append(Html.escape(caption)).append("</p>\n");
    }
    out.append(
        "<div class=\"scroll\" tabindex=\"0\"><table aria-label=\"%s\">\n"
            .formatted(Html.escape(caption)));
    out.append("<thead><tr>");
    for (int column = 0; column < head.size(); column++) {
      out.append("<th scope=\"col\"%s>".formatted(number(column) ? " class=\"number\"" : ""))
          .append(Html.escape(head.get(column)))
          .append("</th>");
    }
    out.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : rows) {
      out.append("<tr>");
      for (int column = 0; column < row.size(); column++) {
        out.append("<td%s>".formatted(number(column) ? " class=\"number\"" : ""))
            .append(Html.escape(row.get(column)))
            .append("</td>");
      }
      out.append("</tr>\n");
    }
    return out.append("</tbody></table></div>\n").toString();
  }

  private boolean number(int column) {
    return !rows.isEmpty()
        && rows.stream().allMatch(r -> r.get(column).matches("[\u22120-9.,×⁰¹²³⁴-⁹⁻–%∞ ]*"));
  }
}

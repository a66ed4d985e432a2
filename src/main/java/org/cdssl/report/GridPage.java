package org.cdssl.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.cdssl.CdsslException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A grid of experiments as self-contained HTML: the table, bars with intervals, curves over label
/// ratios, curves over an ablation, the pre-trainings by themselves.
public final class GridPage {
  /// Name of the figures in the folder of an experiment.
  public static final String FIGURES = "experiment.json";

  private GridPage() {}

  /// Whether a folder holds an experiment.
  public static boolean holds(Path folder) {
    return Files.isRegularFile(folder.resolve(FIGURES));
  }

  /// The figures in a folder.
  public static GridFigures read(Path folder) throws IOException {
    Path file = folder.resolve(FIGURES);
    try {
      return JsonMapper.shared().readValue(Files.readString(file), GridFigures.class);
    } catch (JacksonException e) {
      throw CdsslException.data(file + ": no figures of an experiment: " + e.getOriginalMessage());
    }
  }

  /// Writes the page of a folder's figures.
  public static void write(Path folder, Path page) throws IOException {
    publish(page, page(read(folder), true));
  }

  /// Writes the table by itself.
  public static void writeTable(Path folder, Path page) throws IOException {
    publish(page, page(read(folder), false));
  }

  static String page(GridFigures figures, boolean pictures) throws IOException {
    List<Section> sections = new ArrayList<>();
    boolean tasks = !figures.columns().isEmpty();
    if (tasks) {
      sections.add(new Section("table", "Table", table(figures)));
    }
    if (pictures) {
      sections.add(new Section("bars", "Every task", bars(figures)));
      sections.add(new Section("labels", "Label efficiency", labels(figures)));
      sections.add(new Section("ablation", "Ablation", ablation(figures)));
    }
    sections.add(PretrainingSection.of(figures.pretraining()));
    if (!tasks) {
      sections.add(new Section("notes", "Notes", list(figures.notes())));
    }
    sections.add(new Section("failures", "Failed", list(figures.failures())));
    return Report.page(figures.title(), sections);
  }

  private static String table(GridFigures figures) {
    StringBuilder out = new StringBuilder();
    out.append("<div class=\"scroll\" tabindex=\"0\"><table class=\"gridTable\">\n<thead><tr>");
    out.append("<th scope=\"col\">").append(Html.escape("encoder")).append("</th>");
    for (GridFigures.Column column : figures.columns()) {
      out.append("<th scope=\"col\" class=\"number\">")
          .append(Html.escape(column.label()))
          .append("<br/>")
          .append(Html.escape(column.metric() + (column.percent() ? " (%)" : "")))
          .append("</th>");
    }
    out.append("</tr></thead>\n<tbody>\n");
    String group = "";
    for (GridFigures.Row row : figures.rows()) {
      if (!row.group().equals(group)) {
        group = row.group();
        out.append(
            "<tr><th scope=\"rowgroup\" colspan=\"%d\">%s</th></tr>\n"
                .formatted(figures.columns().size() + 1, Html.escape(group)));
      }
      out.append("<tr><th scope=\"row\">").append(Html.escape(row.name())).append("</th>");
      for (int c = 0; c < row.cells().size(); c++) {
        out.append("<td class=\"number\">")
            .append(cell(figures, figures.columns().get(c), row.cells().get(c)))
            .append("</td>");
      }
      out.append("</tr>\n");
    }
    out.append("</tbody></table></div>\n");
    return out.append(list(figures.notes())).toString();
  }

  private static String cell(
      GridFigures figures, GridFigures.Column column, GridFigures.Cell cell) {
    String text = Html.escape(figures.text(column, cell));
    StringBuilder out = new StringBuilder();
    out.append(
        switch (cell.rank()) {
          case BEST -> "<b>" + text + "</b>";
          case SECOND -> "<u>" + text + "</u>";
          case OTHER -> text;
        });
    if (cell.test() != null) {
      out.append("<br/><small>↓ ")
          .append(Html.escape(GridFigures.text(column, cell.test())))
          .append("</small>");
    }
    if (cell.paper() != null) {
      out.append("<br/><small>paper ").append(GridFigures.paper(cell)).append("</small>");
    }
    return out.toString();
  }

  static String list(List<String> lines) {
    if (lines.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder("<ul class=\"note\">\n");
    lines.forEach(line -> out.append("<li>").append(Html.escape(line)).append("</li>\n"));
    return out.append("</ul>\n").toString();
  }

  private static double of(Double value, boolean percent) {
    return value == null ? Double.NaN : percent ? 100 * value : value;
  }

  private static String nameOf(GridFigures.Row row) {
    return row.group().isEmpty() ? row.name() : row.name() + " (" + row.group() + ")";
  }

  private static List<String> tasks(GridFigures figures) {
    return figures.columns().stream().map(GridFigures.Column::task).distinct().toList();
  }

  private static List<Integer> columnsOf(GridFigures figures, String task) {
    List<Integer> columns = new ArrayList<>();
    for (int c = 0; c < figures.columns().size(); c++) {
      if (figures.columns().get(c).task().equals(task)) {
        columns.add(c);
      }
    }
    return columns;
  }

  private static boolean anyMean(GridFigures figures, List<Integer> columns) {
    return figures.rows().stream()
        .anyMatch(r -> columns.stream().anyMatch(c -> r.cells().get(c).mean() != null));
  }

  /// One chart a task: a group of bars a row, a bar a label ratio.
  private static String bars(GridFigures figures) {
    StringBuilder out = new StringBuilder();
    for (String task : tasks(figures)) {
      List<Integer> columns = columnsOf(figures, task);
      if (!anyMean(figures, columns)) {
        continue;
      }
      GridFigures.Column first = figures.columns().get(columns.getFirst());
      List<BarChart.Group> groups = new ArrayList<>();
      for (GridFigures.Row row : figures.rows()) {
        List<BarChart.Bar> bars = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
          GridFigures.Column column = figures.columns().get(columns.get(i));
          GridFigures.Cell cell = row.cells().get(columns.get(i));
          bars.add(
              new BarChart.Bar(
                  of(cell.mean(), column.percent()),
                  of(cell.low(), column.percent()),
                  of(cell.high(), column.percent()),
                  i,
                  nameOf(row) + ", " + column.label() + ": " + figures.text(column, cell)));
        }
        groups.add(new BarChart.Group(nameOf(row), bars));
      }
      double floor = first.percent() ? 100 * first.floor() : first.floor();
      out.append(
          new BarChart(
                  task,
                  first.metric() + (first.percent() ? " (%)" : ""),
                  "Mean over the seeds with the 95 % interval over them. Bars begin at "
                      + Numbers.text(floor)
                      + (first.floor() > 0 ? ", which is chance for two classes." : "."),
                  columns.stream()
                      .map(c -> percent(figures.columns().get(c).labelRatio()) + " of the labels")
                      .toList(),
                  groups,
                  floor)
              .html());
    }
    return out.isEmpty() ? "" : "<div class=\"charts\">\n" + out + "</div>\n";
  }

  private static String percent(double ratio) {
    return Numbers.text(100 * ratio).replaceFirst("\\.0+$", "") + " %";
  }

  /// One chart a task with two label ratios or more.
  private static String labels(GridFigures figures) {
    List<LineChart> charts = new ArrayList<>();
    for (String task : tasks(figures)) {
      List<Integer> columns = columnsOf(figures, task);
      List<Line> lines = new ArrayList<>();
      for (GridFigures.Row row : figures.rows()) {
        Line line = new Line(nameOf(row));
        columns.forEach(c ->
            line.add(
                100 * figures.columns().get(c).labelRatio(),
                row.cells().get(c),
                figures.columns().get(c).percent()));
        lines.add(line);
      }
      if (columns.size() > 1) {
        GridFigures.Column first = figures.columns().get(columns.getFirst());
        draw(charts, task, "labels of the training part (%)", first, lines);
      }
    }
    return CurvesSection.grid(charts);
  }

  /// One chart a task: over what the rows vary, a line a group and label ratio.
  private static String ablation(GridFigures figures) {
    List<LineChart> charts = new ArrayList<>();
    if (figures.ablation().isEmpty()) {
      return "";
    }
    for (String task : tasks(figures)) {
      List<Line> lines = new ArrayList<>();
      List<Integer> columns = columnsOf(figures, task);
      for (int c : columns) {
        for (String group :
            figures.rows().stream().map(GridFigures.Row::group).distinct().toList()) {
          GridFigures.Column column = figures.columns().get(c);
          Line line = new Line(group.isEmpty() ? column.label() : column.label() + ", " + group);
          figures.rows().stream()
              .filter(r -> r.group().equals(group) && r.x() != null)
              .sorted(java.util.Comparator.comparingDouble(GridFigures.Row::x))
              .forEach(r -> line.add(r.x(), r.cells().get(c), column.percent()));
          lines.add(line);
        }
      }
      draw(charts, task, figures.ablation(), figures.columns().get(columns.getFirst()), lines);
    }
    return CurvesSection.grid(charts);
  }

  /// Points of one curve with their intervals.
  private static final class Line {
    private final String name;
    private final List<double[]> points = new ArrayList<>();

    Line(String name) {
      this.name = name;
    }

    void add(double x, GridFigures.Cell cell, boolean percent) {
      if (cell.mean() != null) {
        points.add(
            new double[] {
              x, of(cell.mean(), percent), of(cell.low(), percent), of(cell.high(), percent)
            });
      }
    }

    double[] column(int i) {
      return points.stream()
          .sorted(java.util.Comparator.comparingDouble(p -> p[0]))
          .mapToDouble(p -> p[i])
          .toArray();
    }
  }

  private static void draw(
      List<LineChart> charts,
      String task,
      String xLabel,
      GridFigures.Column column,
      List<Line> lines) {
    List<Series> series = new ArrayList<>();
    List<Band> bands = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      int colour = i % 7;
      if (line.points.size() > 1) {
        series.add(
            Series.of(line.name, line.column(0), line.column(1), Series.Style.MARKED, colour));
        bands.add(new Band(line.column(0), line.column(2), line.column(3), colour));
      }
    }
    if (!series.isEmpty()) {
      charts.add(
          LineChart.banded(
              task,
              xLabel,
              column.metric() + (column.percent() ? " (%)" : ""),
              "Mean over the seeds; the area is the 95 % interval over them.",
              series,
              bands));
    }
  }

  private static void publish(Path page, String html) throws IOException {
    Path absolute = page.toAbsolutePath();
    Files.createDirectories(absolute.getParent());
    Path unfinished = absolute.resolveSibling(absolute.getFileName() + ".tmp");
    Files.writeString(unfinished, html, StandardCharsets.UTF_8);
    Files.move(unfinished, absolute, StandardCopyOption.REPLACE_EXISTING);
  }
}

package org.cdssl.experiment;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cdssl.config.GridTaskConfig.GridMetric;
import org.cdssl.report.GridFigures;
import org.cdssl.report.GridPage;
import org.cdssl.storage.AtomicFile;
import org.cdssl.transfer.metric.Estimate;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Writes what an experiment shows: `experiment.json`, `table.md`, `table.csv`, `table.html`,
/// `report.html`, `runs.csv` with a line a run, and `pretraining.md` and `pretraining.csv` once a
/// pre-training has ended.
final class TableFiles {
  private static final String PRETRAINING = "pretraining.md";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private TableFiles() {}

  static void write(Plan plan, RowTests tests, PretrainingTable pretraining) throws IOException {
    GridFigures figures = new GridTable(plan, tests, pretraining).figures();
    Path out = plan.tables();
    AtomicFile.write(out.resolve(GridPage.FIGURES), JSON.writeValueAsString(figures) + "\n");
    AtomicFile.write(out.resolve("table.md"), markdown(figures));
    AtomicFile.write(out.resolve("table.csv"), csv(figures));
    AtomicFile.write(out.resolve("runs.csv"), runs(plan));
    Path markdown = out.resolve(PRETRAINING);
    Path csv = out.resolve("pretraining.csv");
    if (figures.pretraining().isEmpty()) {
      // of an earlier grid in this folder
      Files.deleteIfExists(markdown);
      Files.deleteIfExists(csv);
    } else {
      AtomicFile.write(
          markdown,
          "# "
              + text(figures.title() + ": pre-training")
              + "\n\n"
              + PretrainingTable.markdown(figures.pretraining(), true));
      AtomicFile.write(csv, PretrainingTable.csv(figures.pretraining()));
    }
    GridPage.writeTable(out, out.resolve("table.html"));
    GridPage.write(out, out.resolve("report.html"));
  }

  static String markdown(GridFigures figures) {
    StringBuilder out = new StringBuilder("# " + text(figures.title()) + "\n\n");
    boolean tasks = !figures.columns().isEmpty();
    if (tasks) {
      table(figures, out);
      notes(figures, out);
    }
    if (!figures.pretraining().isEmpty()) {
      // without the time, so that the file is the same however often the work was interrupted
      out.append(tasks ? "\n## Pre-training\n\n" : "")
          .append(PretrainingTable.markdown(figures.pretraining(), false))
          .append("\nTime per step is in ")
          .append(PRETRAINING)
          .append(".\n");
    }
    if (!tasks) {
      out.append(figures.pretraining().isEmpty() ? "" : "\n");
      notes(figures, out);
    }
    return out.toString();
  }

  private static void table(GridFigures figures, StringBuilder out) {
    out.append("| encoder |");
    for (GridFigures.Column column : figures.columns()) {
      out.append(' ')
          .append(text(column.label() + " (" + column.metric() + (column.percent() ? ", %)" : ")")))
          .append(" |");
    }
    out.append("\n|---|").append("--:|".repeat(figures.columns().size())).append('\n');
    String group = "";
    for (GridFigures.Row row : figures.rows()) {
      if (!row.group().equals(group)) {
        group = row.group();
        out.append("| *").append(text(group)).append("* |");
        out.append(" |".repeat(figures.columns().size())).append('\n');
      }
      out.append("| ").append(text(row.name())).append(" |");
      for (int c = 0; c < row.cells().size(); c++) {
        out.append(' ')
            .append(markdown(figures, figures.columns().get(c), row.cells().get(c)))
            .append(" |");
      }
      out.append('\n');
    }
    out.append('\n');
  }

  private static void notes(GridFigures figures, StringBuilder out) {
    figures.notes().forEach(note -> out.append("- ").append(text(note)).append('\n'));
    if (!figures.failures().isEmpty()) {
      out.append("\nFailed:\n\n");
      figures.failures().forEach(line -> out.append("- ").append(text(line)).append('\n'));
    }
  }

  private static String markdown(
      GridFigures figures, GridFigures.Column column, GridFigures.Cell cell) {
    String value = figures.text(column, cell);
    String shown =
        switch (cell.rank()) {
          case BEST -> "**" + value + "**";
          case SECOND -> "<u>" + value + "</u>";
          case OTHER -> value;
        };
    String test = GridFigures.text(column, cell.test());
    String paper = GridFigures.paper(cell);
    List<String> parts = new ArrayList<>(List.of(shown));
    if (!test.isEmpty()) {
      parts.add("↓ " + test);
    }
    if (!paper.isEmpty()) {
      parts.add("paper " + paper);
    }
    return String.join("<br>", parts);
  }

  /// Text that cannot end a cell of a table or begin markup.
  static String text(String line) {
    return line.replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("*", "\\*")
        .replace("_", "\\_")
        .replace("<", "&lt;")
        .replaceAll("\\R", " ");
  }

  static String csv(GridFigures figures) throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      csv.writeRecord(
          "group",
          "row",
          "task",
          "labelRatio",
          "metric",
          "state",
          "seeds",
          "seedsDone",
          "mean",
          "low",
          "high",
          "rank",
          "differenceToRowBelow",
          "differenceLow",
          "differenceHigh",
          "p",
          "test",
          "paper",
          "reason");
      for (GridFigures.Row row : figures.rows()) {
        for (int c = 0; c < row.cells().size(); c++) {
          GridFigures.Column column = figures.columns().get(c);
          GridFigures.Cell cell = row.cells().get(c);
          GridFigures.Test test = cell.test();
          csv.writeRecord(
              row.group(),
              row.name(),
              column.task(),
              Double.toString(column.labelRatio()),
              column.metric(),
              cell.state().name().toLowerCase(Locale.ROOT),
              Integer.toString(figures.seeds().size()),
              Integer.toString(cell.done()),
              field(cell.mean()),
              field(cell.low()),
              field(cell.high()),
              cell.rank().name().toLowerCase(Locale.ROOT),
              test == null ? "" : field(test.difference()),
              test == null ? "" : field(test.low()),
              test == null ? "" : field(test.high()),
              test == null ? "" : field(test.p()),
              test == null ? "" : test.name(),
              field(cell.paper()),
              cell.reason());
        }
      }
    }
    return text.toString();
  }

  private static String runs(Plan plan) throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      csv.writeRecord(
          "group",
          "row",
          "task",
          "labelRatio",
          "seed",
          "state",
          "metric",
          "value",
          "low",
          "high",
          "subjects",
          "reason",
          "folder");
      var grid = plan.grid().config();
      for (Cell cell : plan.cells()) {
        RunState state = RunState.of(cell.folder());
        boolean done = state.kind() == RunState.Kind.DONE;
        CellResult result =
            done
                ? CellResult.read(cell.folder(), grid.tasks().get(cell.task()).metric())
                : new CellResult(
                    "", GridMetric.AUTO, new Estimate(Double.NaN, Double.NaN, Double.NaN, 0));
        String failure = done ? null : GridTable.failure(cell, state);
        csv.writeRecord(
            grid.rows().get(cell.row()).group(),
            grid.rows().get(cell.row()).name(),
            grid.tasks().get(cell.task()).name(),
            Double.toString(cell.labelRatio()),
            Integer.toString(cell.seed()),
            failure != null ? "failed" : state.kind().name().toLowerCase(Locale.ROOT),
            done ? result.metric().name().toLowerCase(Locale.ROOT) : "",
            field(result.estimate().value()),
            field(result.estimate().low()),
            field(result.estimate().high()),
            done ? Integer.toString(result.estimate().n()) : "",
            failure == null ? "" : failure,
            plan.tables().relativize(cell.folder()).toString());
      }
    }
    return text.toString();
  }

  static String field(Double value) {
    return value == null || !Double.isFinite(value) ? "" : value.toString();
  }
}

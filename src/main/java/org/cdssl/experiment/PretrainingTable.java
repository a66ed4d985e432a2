package org.cdssl.experiment;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.cdssl.config.GridRowConfig;
import org.cdssl.report.PretrainingFigures;
import org.cdssl.report.PretrainingFigures.Probe;
import org.cdssl.report.PretrainingRow;
import org.cdssl.report.PretrainingRow.State;

/// What the pre-trainings of a grid show by themselves: loss, collapse, a probe against random
/// weights, time. A line a run, in the order of the rows.
final class PretrainingTable {
  private final Plan plan;
  private final Map<Path, PretrainingFigures> known = new HashMap<>();

  /// A finished run is read once in the life of the table.
  PretrainingTable(Plan plan) {
    this.plan = plan;
  }

  /// All pre-trainings of the grid; none where no one has ended yet.
  List<PretrainingRow> rows() throws IOException {
    List<PretrainingRow> rows = new ArrayList<>();
    boolean any = false;
    for (PretrainRun run : plan.pretraining()) {
      RunState state = RunState.of(run.folder());
      State shown =
          switch (state.kind()) {
            case MISSING -> State.MISSING;
            case BEGUN -> State.BEGUN;
            case DONE -> State.DONE;
            case FAILED -> State.FAILED;
          };
      any |= shown == State.DONE || shown == State.FAILED;
      rows.add(
          new PretrainingRow(
              first(run).group(),
              names(run),
              run.config().seed(),
              shown,
              state.reason(),
              shown == State.DONE ? figures(run.folder()) : null,
              plan.tables().relativize(run.folder()).toString()));
    }
    return any ? rows : List.of();
  }

  private PretrainingFigures figures(Path folder) throws IOException {
    PretrainingFigures figures = known.get(folder);
    if (figures == null) {
      figures = PretrainingFigures.read(folder);
      known.put(folder, figures);
    }
    return figures;
  }

  private GridRowConfig first(PretrainRun run) {
    return plan.grid().config().rows().get(run.rows().getFirst());
  }

  /// Of all rows that the run serves; those of another group than the first with their group.
  private String names(PretrainRun run) {
    String group = first(run).group();
    return run.rows().stream()
        .map(plan.grid().config().rows()::get)
        .map(row -> row.group().equals(group) ? row.name() : row.group() + "/" + row.name())
        .collect(Collectors.joining("; "));
  }

  /// The table with its notes, without a title.
  ///
  /// @param timed with the column of the time
  static String markdown(List<PretrainingRow> rows, boolean timed) {
    List<String> head = PretrainingRow.head(timed);
    StringBuilder out = new StringBuilder("|");
    head.forEach(name -> out.append(' ').append(TableFiles.text(name)).append(" |"));
    out.append("\n|---|").append("--:|".repeat(head.size() - 1)).append('\n');
    for (PretrainingRow row : rows) {
      out.append('|');
      row.cells(timed)
          .forEach(cell -> {
            out.append(cell.isEmpty() ? "" : " " + TableFiles.text(cell)).append(" |");
          });
      out.append('\n');
    }
    out.append("\n- ").append(TableFiles.text(PretrainingRow.note(timed))).append('\n');
    List<PretrainingRow> failed = rows.stream().filter(r -> r.state() == State.FAILED).toList();
    if (!failed.isEmpty()) {
      out.append("\nFailed:\n\n");
      failed.forEach(r -> out.append("- ").append(TableFiles.text(r.failure())).append('\n'));
    }
    return out.toString();
  }

  static String csv(List<PretrainingRow> rows) throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      List<String> head =
          new ArrayList<>(
              List.of(
                  "group",
                  "row",
                  "seed",
                  "state",
                  "steps",
                  "secondsPerStep",
                  "firstLoss",
                  "lastLoss",
                  "collapseWarnings",
                  "collapseReadings",
                  "probe"));
      for (String which : List.of("random", "last")) {
        for (String probe : List.of("Linear", "Neighbours")) {
          for (String value : List.of("Auc", "Low", "High")) {
            head.add(which + probe + value);
          }
        }
      }
      head.addAll(List.of("lastProbeStep", "againstRandom", "reason", "folder"));
      csv.writeRecord(head);
      for (PretrainingRow row : rows) {
        csv.writeRecord(record(row));
      }
    }
    return text.toString();
  }

  private static List<String> record(PretrainingRow row) {
    PretrainingFigures f =
        row.figures() != null
            ? row.figures()
            : new PretrainingFigures(0, null, null, null, 0, 0, "", null, null);
    boolean done = row.figures() != null;
    boolean read = f.collapseReadings() > 0;
    List<String> record =
        new ArrayList<>(
            List.of(
                row.group(),
                row.name(),
                Long.toString(row.seed()),
                row.state().name().toLowerCase(Locale.ROOT),
                done ? Long.toString(f.steps()) : "",
                TableFiles.field(f.secondsPerStep()),
                TableFiles.field(f.firstLoss()),
                TableFiles.field(f.lastLoss()),
                read ? Integer.toString(f.collapseWarnings()) : "",
                read ? Integer.toString(f.collapseReadings()) : "",
                f.probeTask()));
    probe(record, f.random());
    probe(record, f.last());
    record.add(f.last() == null ? "" : Long.toString(f.last().step()));
    record.add(f.against() == null ? "" : f.against().text());
    record.add(row.reason());
    record.add(row.folder());
    return record;
  }

  private static void probe(List<String> record, Probe probe) {
    record.add(probe == null ? "" : TableFiles.field(probe.auc()));
    record.add(probe == null ? "" : TableFiles.field(probe.low()));
    record.add(probe == null ? "" : TableFiles.field(probe.high()));
    record.add(probe == null ? "" : TableFiles.field(probe.neighboursAuc()));
    record.add(probe == null ? "" : TableFiles.field(probe.neighboursLow()));
    record.add(probe == null ? "" : TableFiles.field(probe.neighboursHigh()));
  }
}

package org.cdssl.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.cdssl.config.ExperimentConfig;
import org.cdssl.config.GridRowConfig;
import org.cdssl.config.GridTaskConfig;
import org.cdssl.config.GridTaskConfig.GridMetric;
import org.cdssl.config.TaskConfig;
import org.cdssl.report.GridFigures;
import org.cdssl.report.GridFigures.Rank;
import org.cdssl.report.GridFigures.State;
import org.cdssl.transfer.metric.Difference;
import org.cdssl.transfer.metric.Estimate;
import org.cdssl.transfer.metric.Seeds;

/// The table of a grid from what its folders hold. A mean is over all seeds or is not there.
final class GridTable {
  private static final String AVERAGE = "average";

  private final Plan plan;
  private final ExperimentConfig config;
  private final RowTests tests;
  private final PretrainingTable pretraining;

  /// @param tests kept from table to table, so that no pair is tested twice
  /// @param pretraining kept likewise
  GridTable(Plan plan, RowTests tests, PretrainingTable pretraining) {
    this.pretraining = pretraining;
    this.plan = plan;
    this.config = plan.grid().config();
    this.tests = tests;
  }

  /// A column with the runs behind it.
  private record Place(GridFigures.Column column, int task, double ratio, GridMetric metric) {}

  /// A cell before its row is ranked.
  ///
  /// @param values of the seeds, in their order; empty unless all are there
  private record Raw(
      State state, int done, double[] values, String kind, List<Path> folders, String reason) {}

  GridFigures figures() throws IOException {
    List<Place> places = places();
    List<List<Raw>> raw = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (int r = 0; r < config.rows().size(); r++) {
      List<Raw> row = new ArrayList<>();
      for (Place place : places) {
        row.add(place.task() < 0 ? average(row, places, place) : raw(r, place, failures));
      }
      raw.add(row);
    }
    List<GridFigures.Row> rows = new ArrayList<>();
    for (int r = 0; r < raw.size(); r++) {
      GridRowConfig row = config.rows().get(r);
      List<GridFigures.Cell> cells = new ArrayList<>();
      for (int c = 0; c < places.size(); c++) {
        cells.add(cell(raw, places.get(c), r, c));
      }
      rows.add(new GridFigures.Row(row.name(), row.group(), row.x().orElse(null), cells));
    }
    return new GridFigures(
        config.title(),
        config.seeds(),
        places.stream().map(Place::column).toList(),
        rows,
        config.ablation(),
        new TableNotes(plan).lines(),
        failures.stream().distinct().toList(),
        pretraining.rows());
  }

  private List<Place> places() {
    List<Place> places = new ArrayList<>();
    for (int t = 0; t < config.tasks().size(); t++) {
      GridTaskConfig task = config.tasks().get(t);
      List<Double> ratios = config.labelRatios(task);
      for (double ratio : ratios) {
        String label = task.name() + (ratios.size() > 1 || ratio < 1 ? ", " + percent(ratio) : "");
        places.add(
            new Place(
                column(task.name(), ratio, label, metric(t), task.percent()), t, ratio, metric(t)));
      }
    }
    boolean one =
        config.tasks().size() > 1
            && places.stream().map(p -> p.metric() + " " + p.column().percent()).distinct().count()
                == 1;
    if (config.average() && one) {
      boolean percent = places.getFirst().column().percent();
      GridMetric metric = places.getFirst().metric();
      for (double ratio : places.stream().map(Place::ratio).distinct().toList()) {
        String label = AVERAGE + (ratio < 1 ? ", " + percent(ratio) : "");
        places.add(new Place(column(AVERAGE, ratio, label, metric, percent), -1, ratio, metric));
      }
    }
    return places;
  }

  private static String percent(double ratio) {
    return Plan.number(100 * ratio) + " %";
  }

  private static GridFigures.Column column(
      String task, double ratio, String label, GridMetric metric, boolean percent) {
    String name = metric == GridMetric.DICE ? "Dice" : metric.name().toUpperCase(Locale.ROOT);
    return new GridFigures.Column(
        task, ratio, label, name, percent, metric == GridMetric.AUC ? 0.5 : 0);
  }

  private GridMetric metric(int task) {
    GridMetric wanted = config.tasks().get(task).metric();
    if (wanted != GridMetric.AUTO) {
      return wanted;
    }
    TaskConfig.Kind kind = plan.grid().finetune().getFirst().get(task).task().kind();
    return kind == TaskConfig.Kind.SEGMENTATION ? GridMetric.DICE : GridMetric.AUC;
  }

  private Raw raw(int row, Place place, List<String> failures) throws IOException {
    List<Cell> cells =
        plan.cells().stream()
            .filter(
                c -> c.row() == row && c.task() == place.task() && c.labelRatio() == place.ratio())
            .toList();
    double[] values = new double[cells.size()];
    List<Path> folders = new ArrayList<>();
    String kind = "";
    String reason = "";
    int done = 0;
    for (Cell cell : cells) {
      RunState state = RunState.of(cell.folder());
      if (state.kind() == RunState.Kind.DONE) {
        CellResult result = CellResult.read(cell.folder(), place.metric());
        kind = result.kind();
        values[done++] = result.estimate().value();
        folders.add(cell.folder());
      } else if (failure(cell, state) != null) {
        reason = failure(cell, state);
        failures.add(
            config.rows().get(row).name()
                + ", "
                + place.column().label()
                + ", seed "
                + cell.seed()
                + ": "
                + reason);
      }
    }
    State state =
        !reason.isEmpty()
            ? State.FAILED
            : done == cells.size() ? State.DONE : done > 0 ? State.PARTIAL : State.MISSING;
    boolean whole = state == State.DONE;
    return new Raw(state, done, whole ? values : new double[0], kind, folders, reason);
  }

  /// Why a cell failed, or the pre-training it stands on; null where neither did.
  static String failure(Cell cell, RunState state) throws IOException {
    if (state.kind() == RunState.Kind.FAILED) {
      return state.reason();
    }
    if (cell.encoder() != null) {
      RunState encoder = RunState.of(cell.encoder().folder());
      if (encoder.kind() == RunState.Kind.FAILED) {
        return "pre-training: " + encoder.reason();
      }
    }
    return null;
  }

  /// Of each seed the mean over the tasks that have this label ratio.
  private static Raw average(List<Raw> row, List<Place> places, Place average) {
    List<double[]> each = new ArrayList<>();
    for (int c = 0; c < row.size(); c++) {
      if (places.get(c).task() >= 0 && places.get(c).ratio() == average.ratio()) {
        each.add(row.get(c).values());
      }
    }
    if (each.stream().anyMatch(v -> v.length == 0)) {
      return new Raw(State.MISSING, 0, new double[0], "", List.of(), "");
    }
    double[] values = new double[each.getFirst().length];
    for (int s = 0; s < values.length; s++) {
      int seed = s;
      values[s] = each.stream().mapToDouble(v -> v[seed]).average().orElseThrow();
    }
    return new Raw(State.DONE, values.length, values, "", List.of(), "");
  }

  private GridFigures.Cell cell(List<List<Raw>> raw, Place place, int r, int c) throws IOException {
    Raw own = raw.get(r).get(c);
    GridRowConfig row = config.rows().get(r);
    Double paper =
        row.paper().stream()
            .filter(p -> p.task().equals(place.column().task()) && p.labelRatio() == place.ratio())
            .map(GridRowConfig.PaperFigure::value)
            .findFirst()
            .orElse(null);
    if (own.state() != State.DONE) {
      return new GridFigures.Cell(
          own.state(), own.done(), null, null, null, Rank.OTHER, null, paper, own.reason());
    }
    Estimate estimate = Seeds.interval(own.values());
    if (Double.isNaN(estimate.value())) {
      return new GridFigures.Cell(
          State.FAILED,
          own.done(),
          null,
          null,
          null,
          Rank.OTHER,
          null,
          paper,
          "the metric is not defined on this test part");
    }
    return new GridFigures.Cell(
        State.DONE,
        own.done(),
        estimate.value(),
        number(estimate.low()),
        number(estimate.high()),
        rank(raw, r, c, estimate.value()),
        test(raw, place, r, c),
        paper,
        "");
  }

  private static Double number(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }

  /// Among the rows of the group that have a figure; of one alone nothing is best.
  private Rank rank(List<List<Raw>> raw, int r, int c, double value) {
    List<Double> others = new ArrayList<>();
    for (int i = 0; i < raw.size(); i++) {
      boolean group = config.rows().get(i).group().equals(config.rows().get(r).group());
      if (group && raw.get(i).get(c).state() == State.DONE) {
        others.add(Seeds.interval(raw.get(i).get(c).values()).value());
      }
    }
    List<Double> places =
        others.stream()
            .filter(v -> !v.isNaN())
            .distinct()
            .sorted(Comparator.reverseOrder())
            .toList();
    if (others.size() < 2) {
      return Rank.OTHER;
    }
    return value == places.getFirst()
        ? Rank.BEST
        : places.size() > 1 && value == places.get(1) ? Rank.SECOND : Rank.OTHER;
  }

  private GridFigures.Test test(List<List<Raw>> raw, Place place, int r, int c) throws IOException {
    if (place.task() < 0 || r + 1 >= raw.size()) {
      return null;
    }
    Raw above = raw.get(r).get(c);
    Raw below = raw.get(r + 1).get(c);
    String group = config.rows().get(r).group();
    if (below.state() != State.DONE || !config.rows().get(r + 1).group().equals(group)) {
      return null;
    }
    Difference d = tests.compare(above.folders(), below.folders(), above.kind(), place.metric());
    return d == null
        ? null
        : new GridFigures.Test(
            d.estimate().value(),
            number(d.estimate().low()),
            number(d.estimate().high()),
            d.pValue(),
            Objects.requireNonNull(d.test()));
  }
}
